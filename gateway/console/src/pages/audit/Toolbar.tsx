import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { type PlainKey, useI18n } from '../../i18n';
import { Choice } from '../../ui/Choice';
import { type AuditSearch, type Stream, streams } from './search';

const streamLabels: Readonly<Record<Stream, PlainKey>> = {
  CONTROL: 'audit.streamControl',
  TRAFFIC: 'audit.streamTraffic',
  LEDGER: 'audit.streamLedger',
  ACTIVITY: 'audit.streamActivity',
};

const actors: Readonly<Record<string, PlainKey>> = {
  operator: 'audit.actorOperator',
  api_key: 'audit.actorKey',
  user: 'audit.actorUser',
  system: 'audit.actorSystem',
};

const pause = 300;

/** A field for a word, which counts once its writer rests, or leaves it: a page that is gone to must not be called back. */
function WordField(props: { label: string; hint: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(props.value);
  useEffect(() => setText(props.value), [props.value]);
  const tell = useDebouncedCallback(props.onChange, pause);
  return (
    <TextInput
      type="search"
      aria-label={props.label}
      placeholder={`${props.label}: ${props.hint}`}
      w={270}
      maw="100%"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
      onBlur={() => tell.flush()}
    />
  );
}

/** What narrows the events, besides the range. */
export function Toolbar(props: { search: AuditSearch; onChange: (part: Partial<AuditSearch>) => void }) {
  const { t } = useI18n();
  const { search, onChange } = props;
  const actor = search.actor ?? '';
  const known = actor === '' || actor in actors;
  return (
    <Group gap="xs">
      <SegmentedControl
        size="sm"
        aria-label={t('audit.stream')}
        value={search.stream ?? 'CONTROL'}
        onChange={(value) => onChange({ stream: streams.find((each) => each === value), type: undefined })}
        data={streams.map((value) => ({ value, label: t(streamLabels[value]) }))}
      />
      <WordField
        label={t('audit.type')}
        hint={t('audit.typeHint')}
        value={search.type ?? ''}
        onChange={(value) => onChange({ type: value || undefined })}
      />
      <WordField
        label={t('audit.subject')}
        hint={t('audit.subjectHint')}
        value={search.subject ?? ''}
        onChange={(value) => onChange({ subject: value || undefined })}
      />
      <Choice
        w={170}
        aria-label={t('audit.actor')}
        value={actor}
        onChange={(value) => onChange({ actor: value || undefined })}
        data={[
          { value: '', label: t('audit.actorAny') },
          ...Object.entries(actors).map(([value, key]) => ({ value, label: t(key) })),
          ...(known ? [] : [{ value: actor, label: actor }]),
        ]}
      />
    </Group>
  );
}
