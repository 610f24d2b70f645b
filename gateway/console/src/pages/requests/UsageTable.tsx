import { Text } from '@mantine/core';
import type { RequestRow } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Facts } from '../../ui/Facts';

const counters = [
  'input_uncached',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'audio_in',
  'image_in',
  'output_text',
  'output_reasoning',
  'audio_out',
  'image_out',
  'images',
  'seconds',
  'searches',
  'characters',
] as const;

/** What a call used, by counter; those at zero are left out. */
export function UsageTable({ usage }: { usage: RequestRow['usage'] }) {
  const { t } = useI18n();
  const format = useFormat();
  const used = counters.filter((name) => usage[name] > 0);
  if (used.length === 0) return <Text c="dimmed">{t('requests.noUsage')}</Text>;
  return (
    <Facts
      facts={[
        ...used.map((name) => [t(`requests.${name}`), format.number(usage[name])] as const),
        [t('requests.total'), <b key="total">{format.number(usage.input + usage.output)}</b>],
      ]}
    />
  );
}
