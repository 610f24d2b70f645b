/** Messages in passing: what was done, or why not. */
import { Notification } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMemo, useSyncExternalStore } from 'react';
import { useI18n } from '../i18n';
import { useExplain } from './Failures';
import classes from './notify.module.css';

interface Message {
  id: number;
  title?: string;
  text: string;
  good: boolean;
}

const most = 4;
let messages: readonly Message[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Message[]) {
  messages = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number) {
  set(messages.filter((message) => message.id !== id));
}

function show(message: Omit<Message, 'id'>) {
  last += 1;
  const id = last;
  set([...messages, { ...message, id }].slice(-most));
  setTimeout(() => dismiss(id), message.good ? 5_000 : 10_000);
}

function listen(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says in passing what was done, or why not. */
export function useNotify(): { done: (message: string) => void; failed: (error: Error) => void } {
  const { t } = useI18n();
  const explain = useExplain();
  return useMemo(
    () => ({
      done: (text) => show({ text, good: true }),
      failed: (error) => show({ title: t('common.failedAction'), text: explain(error), good: false }),
    }),
    [t, explain],
  );
}

/** Where the messages appear. */
export function Messages() {
  const { t } = useI18n();
  const shown = useSyncExternalStore(listen, () => messages);
  return (
    <div className={classes.messages} aria-live="polite" role="status">
      {shown.map((message) => (
        <Notification
          key={message.id}
          className={classes.message}
          title={message.title}
          color={message.good ? 'hub' : 'red'}
          icon={message.good ? <IconCheck size={16} /> : <IconX size={16} />}
          withBorder
          onClose={() => dismiss(message.id)}
          closeButtonProps={{ 'aria-label': t('common.close') }}
        >
          {message.text}
        </Notification>
      ))}
    </div>
  );
}
