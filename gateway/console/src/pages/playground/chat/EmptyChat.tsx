import { Text, UnstyledButton } from '@mantine/core';
import { IconBraces, IconBulb, IconCode, IconLanguage } from '@tabler/icons-react';
import { type PlainKey, useI18n } from '../../../i18n';
import classes from './Chat.module.css';
import { chatStore } from './useChat';

const IDEAS = [
  { icon: IconBulb, title: 'playground.ideaExplain', prompt: 'playground.ideaExplainPrompt' },
  { icon: IconCode, title: 'playground.ideaCode', prompt: 'playground.ideaCodePrompt' },
  { icon: IconLanguage, title: 'playground.ideaTranslate', prompt: 'playground.ideaTranslatePrompt' },
  { icon: IconBraces, title: 'playground.ideaExtract', prompt: 'playground.ideaExtractPrompt' },
] as const satisfies readonly { icon: typeof IconBulb; title: PlainKey; prompt: PlainKey }[];

/** Nothing was said yet: what one could begin with. */
export function EmptyChat({ onPick }: { onPick: () => void }) {
  const { t } = useI18n();
  return (
    <div className={classes.empty}>
      <Text fz="xl" fw={600} component="h2" m={0}>
        {t('playground.emptyTitle')}
      </Text>
      <Text c="dimmed">{t('playground.emptyHint')}</Text>
      <ul className={classes.ideas}>
        {IDEAS.map(({ icon: Icon, title, prompt }) => (
          <li key={title}>
            <UnstyledButton
              className={classes.idea}
              onClick={() => {
                chatStore.setDraft(t(prompt));
                onPick();
              }}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span>
                <b>{t(title)}</b>
                <small>{t(prompt)}</small>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
