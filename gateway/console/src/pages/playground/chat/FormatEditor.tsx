import { Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useI18n } from '../../../i18n';
import classes from './Chat.module.css';
import { parseSchema } from './request';
import type { AnswerFormat } from './settings';
import { chatStore, useChat } from './useChat';

const EXAMPLE: AnswerFormat = {
  kind: 'json_schema',
  name: 'answer',
  strict: true,
  schema: `{
  "type": "object",
  "properties": {
    "summary": { "type": "string" },
    "confidence": { "type": "number" }
  },
  "required": ["summary", "confidence"],
  "additionalProperties": false
}`,
};

/** The form that the answer must have. */
export function FormatEditor() {
  const { t } = useI18n();
  const { format } = useChat().chat.settings;
  const set = (to: AnswerFormat) => chatStore.changeSettings({ format: to });
  const pick = (kind: string | null) => {
    if (kind === 'json_schema') set(EXAMPLE);
    else set(kind === 'json_object' ? { kind } : { kind: 'text' });
  };
  return (
    <Stack gap="sm">
      <Select
        aria-label={t('playground.format')}
        data={[
          { value: 'text', label: t('playground.formatText') },
          { value: 'json_object', label: t('playground.formatJson') },
          { value: 'json_schema', label: t('playground.formatSchema') },
        ]}
        value={format.kind}
        onChange={pick}
        allowDeselect={false}
      />
      {format.kind === 'json_schema' && (
        <>
          <TextInput
            label={t('playground.formatName')}
            value={format.name}
            onChange={(event) => set({ ...format, name: event.currentTarget.value })}
            classNames={{ input: classes.mono }}
          />
          <Textarea
            label={t('playground.schema')}
            autosize
            minRows={6}
            maxRows={18}
            value={format.schema}
            onChange={(event) => set({ ...format, schema: event.currentTarget.value })}
            error={parseSchema(format.schema) === undefined ? t('playground.notASchema') : undefined}
            classNames={{ input: classes.mono }}
            spellCheck={false}
          />
          <Switch
            label={t('playground.strict')}
            checked={format.strict}
            onChange={(event) => set({ ...format, strict: event.currentTarget.checked })}
          />
        </>
      )}
    </Stack>
  );
}
