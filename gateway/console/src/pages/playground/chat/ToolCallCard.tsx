import { Button, Text, Textarea } from '@mantine/core';
import { IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useI18n } from '../../../i18n';
import { CodeBlock } from '../../../ui/CodeBlock';
import type { ToolCall } from '../wire/answer';
import { parseJson } from '../wire/json';
import classes from './Chat.module.css';

/** What a model wants a tool to do; while it has no result, the place to give one. */
export function ToolCallCard(props: { call: ToolCall; onResult: ((text: string) => void) | null }) {
  const { t } = useI18n();
  const { call, onResult } = props;
  const [text, setText] = useState('');
  return (
    <div className={classes.toolCall}>
      <Text size="sm" fw={550} className={classes.toolName}>
        <IconTool size={15} aria-hidden /> {call.name}
      </Text>
      {call.arguments.trim() !== '' && <CodeBlock code={pretty(call.arguments)} label={t('playground.arguments')} />}
      {onResult && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onResult(text);
          }}
        >
          <Textarea
            label={t('playground.toolResult', { name: call.name })}
            placeholder='{"temperature": 21}'
            autosize
            minRows={2}
            maxRows={8}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            classNames={{ input: classes.mono }}
          />
          <Button type="submit" size="xs" mt="xs">
            {t('playground.giveResult')}
          </Button>
        </form>
      )}
    </div>
  );
}

function pretty(source: string): string {
  const value = parseJson(source);
  return value === undefined ? source : JSON.stringify(value, null, 2);
}
