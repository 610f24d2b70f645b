import { Switch } from '@mantine/core';
import { useI18n } from '../../../i18n';

/** Whether columns scroll together. A phone shows one at a time. */
export function TogetherSwitch(props: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useI18n();
  return (
    <Switch
      visibleFrom="sm"
      size="xs"
      label={t('playground.scrollTogether')}
      checked={props.checked}
      onChange={(event) => props.onChange(event.currentTarget.checked)}
    />
  );
}
