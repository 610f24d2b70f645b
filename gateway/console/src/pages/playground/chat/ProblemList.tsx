import { Text } from '@mantine/core';
import { type Translate, useI18n } from '../../../i18n';
import type { Problem } from './request';

/** What must be mended before anything can be sent. */
export function ProblemList({ problems }: { problems: Problem[] }) {
  const { t } = useI18n();
  return (
    <div role="status">
      {problems.map((problem) => (
        <Text key={JSON.stringify(problem)} size="sm" c="var(--hub-warn)">
          {wordsOf(problem, t)}
        </Text>
      ))}
    </div>
  );
}

function wordsOf(problem: Problem, t: Translate): string {
  switch (problem.kind) {
    case 'no_model':
      return t('playground.problemModel');
    case 'tool_name':
      return t('playground.problemToolName', { name: problem.tool });
    case 'tool_name_twice':
      return t('playground.problemToolTwice', { name: problem.tool });
    case 'tool_schema':
      return t('playground.problemToolSchema', { name: problem.tool });
    case 'answer_name':
      return t('playground.problemFormatName');
    case 'answer_schema':
      return t('playground.problemFormatSchema');
  }
}
