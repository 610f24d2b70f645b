import { UnstyledButton } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useI18n } from '../i18n';
import classes from './LiveBadge.module.css';

/** Whether a page follows what happens. */
export type LiveState = 'off' | 'connecting' | 'open' | 'lost';

/** Turns following on and off, and says how it is. */
export function LiveBadge({ state, onToggle }: { state: LiveState; onToggle: () => void }) {
  const { t } = useI18n();
  const words = {
    off: t('common.paused'),
    connecting: t('common.liveConnecting'),
    open: t('common.live'),
    lost: t('common.liveLost'),
  };
  const Icon = state === 'off' ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <UnstyledButton
        className={classes.badge}
        data-state={state}
        onClick={onToggle}
        aria-pressed={state !== 'off'}
        title={state === 'off' ? t('common.follow') : t('common.pause')}
      >
        <span className={classes.dot} aria-hidden />
        <span className="visually-hidden">{t('common.follow')}: </span>
        {words[state]}
        <Icon size={14} aria-hidden />
      </UnstyledButton>
      {/* Beside the button, since within one nothing is announced by itself. */}
      <span className="visually-hidden" role="status">
        {state === 'off' ? '' : words[state]}
      </span>
    </>
  );
}
