import { List } from '@mantine/core';
import { useI18n } from '../../../i18n';
import { parametersSet } from '../chat/settings';
import type { Shared } from './shared';

/** What a link holds, in words. */
export function Contents({ shared }: { shared: Shared }) {
  const { t } = useI18n();
  const { settings, turns } = shared;
  const questions = turns.filter((turn) => turn.role === 'user');
  const files = questions.reduce((sum, turn) => sum + turn.files.length, 0);
  const answers = turns.length - questions.length;
  const parameters = parametersSet(settings.parameters);
  const names = shared.models.filter((model) => model !== '').join(', ');
  const lines = [
    ...(names === '' ? [] : [t('playground.holdsModels', { names })]),
    ...(settings.system.trim() === '' ? [] : [t('playground.holdsSystem')]),
    ...(parameters === 0 ? [] : [t('playground.holdsParameters', { count: parameters })]),
    ...(settings.tools.length === 0 ? [] : [t('playground.holdsTools', { count: settings.tools.length })]),
    ...(settings.format.kind === 'text' ? [] : [t('playground.holdsFormat')]),
    ...(questions.length === 0 ? [] : [t('playground.holdsMessages', { count: questions.length })]),
    ...(answers === 0 ? [] : [t('playground.holdsAnswers', { count: answers })]),
    ...(files === 0 ? [] : [t('playground.holdsFiles', { count: files })]),
    ...(shared.draft.trim() === '' ? [] : [t('playground.holdsDraft')]),
  ];
  return (
    <List size="sm" spacing={2}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
