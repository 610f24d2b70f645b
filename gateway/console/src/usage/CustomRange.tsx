/** Chooses a range by two times. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../i18n';
import { Dialog } from '../ui/Dialog';
import { type Preset, type RangeSearch, resolveRange } from './range';

function localText(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Form(props: { value: RangeSearch; preset: Preset; onChange: (range: RangeSearch) => void }) {
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

/** The form, over the page. */
export default function CustomRange(props: {
  opened: boolean;
  value: RangeSearch;
  preset: Preset;
  onClose: () => void;
  onChange: (range: RangeSearch) => void;
}) {
  const { t } = useI18n();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('metrics.custom')} size="sm">
      <Form value={props.value} preset={props.preset} onChange={props.onChange} />
    </Dialog>
  );
}
