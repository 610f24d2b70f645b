import { Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import type { ListedModel } from './models';

/** More than a person reads, few enough to be drawn at once; typing narrows them. */
const MOST_SHOWN = 80;

/** Picks a model, by provider. A model that is not offered any more stays chosen, and says so. */
export function ModelSelect(props: {
  models: ListedModel[];
  value: string;
  onChange: (model: string) => void;
  label: string;
  variant?: 'default' | 'unstyled';
}) {
  const { t } = useI18n();
  const format = useFormat();
  const { models, value } = props;
  const known = useMemo(() => new Map(models.map((model) => [model.id, model])), [models]);
  const missing = value !== '' && !known.has(value);
  const data = useMemo(() => grouped(models, missing ? value : null), [models, missing, value]);
  return (
    <Select
      aria-label={props.label}
      placeholder={t('playground.pickModel')}
      data={data}
      value={value === '' ? null : value}
      onChange={(picked) => picked !== null && props.onChange(picked)}
      searchable
      limit={MOST_SHOWN}
      nothingFoundMessage={t('playground.noSuchModel')}
      error={missing ? t('playground.modelGone') : undefined}
      allowDeselect={false}
      checkIconPosition="right"
      comboboxProps={{ width: 'max-content', position: 'bottom-start', shadow: 'md' }}
      withScrollArea={false}
      styles={{ dropdown: { maxWidth: 'min(92vw, 36rem)' }, options: { maxHeight: 340, overflowY: 'auto' } }}
      renderOption={({ option }) => {
        const window = known.get(option.value)?.contextWindow ?? null;
        return (
          <span style={{ display: 'flex', gap: 16, width: '100%', justifyContent: 'space-between' }}>
            <span style={{ overflowWrap: 'anywhere' }}>{option.label}</span>
            {window !== null && (
              <Text span size="xs" c="dimmed" className="nowrap">
                {t('playground.contextWindow', { tokens: format.compact(window) })}
              </Text>
            )}
          </span>
        );
      }}
      {...(props.variant !== undefined && { variant: props.variant })}
    />
  );
}

interface Group {
  group: string;
  items: { value: string; label: string }[];
}

function grouped(models: ListedModel[], missing: string | null): Group[] {
  const groups = new Map<string, Group>();
  for (const { id, provider } of models) {
    const group = groups.get(provider) ?? { group: provider, items: [] };
    group.items.push({ value: id, label: id });
    groups.set(provider, group);
  }
  const all = [...groups.values()];
  return missing === null ? all : [{ group: '', items: [{ value: missing, label: missing }] }, ...all];
}
