import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useI18n } from '../i18n';
import classes from './CopyText.module.css';

/** A button that copies `value`, which `what` names for those who don't see it. */
export function CopyIcon({ value, what, size = 22 }: { value: string; what: string; size?: number }) {
  const { t } = useI18n();
  return (
    <CopyButton value={value} timeout={1600}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : t('common.copy')}>
          <ActionIcon
            size={size}
            onClick={(event) => {
              event.stopPropagation();
              copy();
            }}
            aria-label={copied ? t('common.copied') : t('common.copyWhat', { what })}
          >
            {copied ? <IconCheck size={14} color="var(--hub-good)" /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** An id's text: whole, or only its end, which tells apart ids that were made at about the same time. */
export function shortId(id: string): string {
  return id.length > 13 ? `…${id.slice(-8)}` : id;
}

/** An id or another exact text, copyable. */
export function CopyText({ value, what, short = false }: { value: string; what: string; short?: boolean }) {
  return (
    <span className={classes.text}>
      <code title={value}>{short ? shortId(value) : value}</code>
      <CopyIcon value={value} what={what} />
    </span>
  );
}
