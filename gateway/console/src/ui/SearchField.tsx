import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useI18n } from '../i18n';

/** A field to search in what is on the page. */
export function SearchField(props: {
  value: string;
  onChange: (value: string) => void;
  label?: string;
  width?: number | string;
}) {
  const { t } = useI18n();
  const label = props.label ?? t('common.search');
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        props.value && <CloseButton size="sm" aria-label={t('common.clear')} onClick={() => props.onChange('')} />
      }
      w={props.width ?? 240}
      maw="100%"
    />
  );
}
