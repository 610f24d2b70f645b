import { Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useI18n } from '../../../i18n';
import classes from './Chat.module.css';
import { checkAnswer } from './check';

/** Whether the answer keeps to the schema, and where it does not. */
export function AnswerCheck({ content, schema }: { content: string; schema: string }) {
  const { t } = useI18n();
  const { data } = useQuery({
    queryKey: ['playground', 'check', content, schema],
    queryFn: () => checkAnswer(content, schema),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  });
  if (data === undefined || data.kind === 'unusable_schema') return null;
  if (data.kind === 'valid') {
    return (
      <Text size="sm" className={classes.check} c="var(--hub-good)" role="status">
        <IconCircleCheck size={16} aria-hidden /> {t('playground.schemaKept')}
      </Text>
    );
  }
  return (
    <div role="status">
      <Text size="sm" className={classes.check} c="var(--hub-bad)">
        <IconCircleX size={16} aria-hidden />{' '}
        {data.kind === 'not_json' ? t('playground.notJson') : t('playground.schemaBroken')}
      </Text>
      {data.kind === 'differs' && (
        <ul className={classes.differences}>
          {data.differences.map((one) => (
            <li key={one.at + one.message}>
              <code>{one.at}</code> {one.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
