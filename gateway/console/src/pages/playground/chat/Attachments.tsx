import { ActionIcon } from '@mantine/core';
import { IconFile, IconMusic, IconX } from '@tabler/icons-react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import classes from './Chat.module.css';
import type { Attachment } from './conversation';

/** The files of a message, pictures as pictures. */
export function Attachments({ files, onRemove }: { files: Attachment[]; onRemove?: (id: string) => void }) {
  const { t } = useI18n();
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <ul className={classes.attachments} aria-label={t('playground.files')}>
      {files.map((file) => (
        <li key={file.id} className={classes.attachment}>
          <Preview file={file} />
          <span className={classes.attachmentName} title={file.name}>
            {file.name}
            <small>{format.bytes(file.bytes)}</small>
          </span>
          {onRemove && (
            <ActionIcon
              size={22}
              onClick={() => onRemove(file.id)}
              aria-label={t('playground.removeFile', { name: file.name })}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  );
}

function Preview({ file }: { file: Attachment }) {
  if (file.mime.startsWith('image/')) return <img src={file.url} alt="" />;
  return file.mime.startsWith('audio/') ? <IconMusic size={18} aria-hidden /> : <IconFile size={18} aria-hidden />;
}
