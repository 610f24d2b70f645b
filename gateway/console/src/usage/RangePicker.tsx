/** Chooses a time range: one that ends now, or two times. */
import { Button, Menu } from '@mantine/core';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useFormat } from '../format/format';
import { type PlainKey, useI18n } from '../i18n';
import { useEver } from '../ui/lazyPart';
import { type Preset, presets, type RangeSearch } from './range';

const CustomRange = lazy(() => import('./CustomRange'));

const labels: Readonly<Record<Preset, PlainKey>> = {
  '1h': 'metrics.range1h',
  '24h': 'metrics.range24h',
  '7d': 'metrics.range7d',
  '30d': 'metrics.range30d',
  '90d': 'metrics.range90d',
};

/** The picker; `preset` is the range where the address names none, null for all of time. */
export function RangePicker(props: {
  value: RangeSearch;
  preset: Preset | null;
  onChange: (range: RangeSearch) => void;
}) {
  const { t } = useI18n();
  const format = useFormat();
  const [custom, setCustom] = useState(false);
  const ever = useEver(custom);
  const { value, preset, onChange } = props;
  const anyTime = preset === null && value.range === undefined;
  const shown =
    value.from !== undefined && value.to !== undefined
      ? `${format.dateTime(value.from)} – ${format.dateTime(value.to)}`
      : anyTime
        ? t('metrics.anyTime')
        : t(labels[value.range ?? preset ?? '24h']);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconCalendar size={15} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            aria-label={`${t('metrics.range')}: ${shown}`}
          >
            {shown}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {presets.map((each) => (
            <Menu.Item key={each} onClick={() => onChange({ range: each })}>
              {t(labels[each])}
            </Menu.Item>
          ))}
          {preset === null && <Menu.Item onClick={() => onChange({})}>{t('metrics.anyTime')}</Menu.Item>}
          <Menu.Divider />
          <Menu.Item onClick={() => setCustom(true)}>{t('metrics.custom')}…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {ever && (
        <Suspense>
          <CustomRange
            opened={custom}
            value={value}
            preset={preset ?? '24h'}
            onClose={() => setCustom(false)}
            onChange={(range) => {
              setCustom(false);
              onChange(range);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
