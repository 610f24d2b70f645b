import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useI18n } from '../../../i18n';
import { CopyIcon } from '../../../ui/CopyText';
import classes from './Chat.module.css';

/** What can be done with a message. */
export function TurnActions(props: {
  copy: string;
  onEdit: () => void;
  onRemove: () => void;
  onRegenerate?: () => void;
}) {
  const { t } = useI18n();
  return (
    <Group gap={2} className={classes.actions}>
      {props.copy !== '' && <CopyIcon value={props.copy} what={t('playground.message')} size={26} />}
      {props.onRegenerate && (
        <Action label={t('playground.regenerate')} onClick={props.onRegenerate} icon={<IconRefresh size={15} />} />
      )}
      <Action label={t('playground.editMessage')} onClick={props.onEdit} icon={<IconPencil size={15} />} />
      <Action label={t('playground.deleteMessage')} onClick={props.onRemove} icon={<IconTrash size={15} />} />
    </Group>
  );
}

function Action({ label, onClick, icon }: { label: string; onClick: () => void; icon: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={26} onClick={onClick} aria-label={label}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
