/** Chooses a time range: one that ends now, or two times. */
import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { IconCalendar, IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useFormat } from '../format/format';
import { type PlainKey, useI18n } from '../i18n';
import { type Preset, presets, type RangeSearch, resolveRange } from './range';

const labels: Readonly<Record<Preset, PlainKey>> = {
  '1h': 'metrics.range1h',
  '24h': 'metrics.range24h',
  '7d': 'metrics.range7d',
  '30d': 'metrics.range30d',
  '90d': 'metrics.range90d',
};

function localText(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function CustomRange(props: { value: RangeSearch; preset: Preset; onChange: (range: RangeSearch) => void }) {
  const { t } = useI18n();
  const [initial] = useState(() => resolveRange(props.value, props.preset, undefined, new Date()));
  const [from, setFrom] = useState(localText(initial.from));
  const [to, setTo] = useState(localText(initial.to));
  const sound = from !== '' && to !== '' && new Date(from) < new Date(to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sound) props.onChange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          type="datetime-local"
          label={t('common.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('common.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!sound}>
            {t('common.apply')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The picker; `preset` is the range where the address names none. */
export function RangePicker(props: { value: RangeSearch; preset: Preset; onChange: (range: RangeSearch) => void }) {
  const { t } = useI18n();
  const format = useFormat();
  const [custom, setCustom] = useState(false);
  const { value, preset, onChange } = props;
  const shown =
    value.from !== undefined && value.to !== undefined
      ? `${format.dateTime(value.from)} – ${format.dateTime(value.to)}`
      : t(labels[value.range ?? preset]);
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
          <Menu.Divider />
          <Menu.Item onClick={() => setCustom(true)}>{t('metrics.custom')}…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={custom}
        onClose={() => setCustom(false)}
        title={t('metrics.custom')}
        size="sm"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <CustomRange
          value={value}
          preset={preset}
          onChange={(range) => {
            setCustom(false);
            onChange(range);
          }}
        />
      </Modal>
    </>
  );
}
