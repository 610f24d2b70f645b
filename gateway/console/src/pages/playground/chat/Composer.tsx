import { ActionIcon, Button, FileButton, Group, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPaperclip, IconPlayerStopFilled } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type RefObject, useState } from 'react';
import { useI18n } from '../../../i18n';
import { useNotify } from '../../../ui/notify';
import { useWire } from '../access/wire';
import { newId } from '../newId';
import { Attachments } from './Attachments';
import { MAX_ATTACHMENT_BYTES, takeFile } from './attachment';
import classes from './Chat.module.css';
import { isRunning } from './conversation';
import { ProblemList } from './ProblemList';
import { chatProblems } from './request';
import { chatStore, useChat } from './useChat';

/** Where a person writes: text, and files by paste, drop or choice. */
export function Composer({ input }: { input: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useI18n();
  const wire = useWire();
  const { chat, draft, attachments } = useChat();
  const running = isRunning(chat);
  const problems = chatProblems(chat);
  const ready = !running && problems.length === 0 && (draft.trim() !== '' || attachments.length > 0);
  const { take, dropping, drop } = useFiles();
  const send = () => {
    if (ready) void chatStore.send(wire);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && running) chatStore.stop();
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void take(files);
  };
  return (
    <div className={classes.composer} data-dropping={dropping || undefined} {...drop}>
      {problems.length > 0 && <ProblemList problems={problems} />}
      <Attachments files={attachments} onRemove={(id) => chatStore.detach(id)} />
      <Textarea
        ref={input}
        aria-label={t('playground.message')}
        placeholder={dropping ? t('playground.dropHere') : t('playground.messagePlaceholder')}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={10}
        value={draft}
        onChange={(event) => chatStore.setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        classNames={{ input: classes.composerInput }}
      />
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <FileButton multiple onChange={(files) => void take(files)}>
          {(button) => (
            <Tooltip label={t('playground.attachHint')}>
              <ActionIcon {...button} size={32} aria-label={t('playground.attach')}>
                <IconPaperclip size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </FileButton>
        {running ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStopFilled size={14} aria-hidden />}
            onClick={() => chatStore.stop()}
          >
            {chat.lanes.length > 1 ? t('playground.stopAll') : t('playground.stop')}
          </Button>
        ) : (
          <ActionIcon
            size={32}
            radius="xl"
            variant="filled"
            color="hub"
            onClick={send}
            disabled={!ready}
            aria-label={t('playground.send')}
          >
            <IconArrowUp size={18} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </div>
  );
}

function useFiles() {
  const { t } = useI18n();
  const notify = useNotify();
  const [dropping, setDropping] = useState(false);
  const take = async (files: File[]) => {
    for (const file of files) {
      const taken = await takeFile(file, newId());
      if (taken.kind === 'attachment') chatStore.attach([taken.attachment]);
      else if (taken.kind === 'text') {
        const { draft } = chatStore.state();
        chatStore.setDraft(draft === '' ? taken.text : `${draft}\n\n${taken.text}`);
      } else {
        const most = MAX_ATTACHMENT_BYTES / 1024 / 1024;
        notify.failed(new Error(t('playground.fileTooLarge', { name: taken.name, most })));
      }
    }
  };
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setDropping(true);
    },
    onDragLeave: () => setDropping(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setDropping(false);
      void take([...event.dataTransfer.files]);
    },
  };
  return { take, dropping, drop };
}
