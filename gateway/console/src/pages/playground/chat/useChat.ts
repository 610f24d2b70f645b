// The conversation for the parts of the page: what it is now, and how it is kept.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { browserHistory, historyQuery } from '../history/browserHistory';
import { titleOf } from '../history/history';
import { newId } from '../newId';
import { type Chat, isEmpty, isRunning, settle } from './conversation';
import { type ChatState, ChatStore } from './store';

/** How long chunks are gathered before they are drawn. */
const DRAWING_MS = 40;

/** How long a conversation rests before it is kept: it may be changed letter by letter, and hold large files. */
const KEEPING_MS = 250;

export const chatStore = new ChatStore({
  newId,
  today: () => Date.now(),
  soon: (flush) => setTimeout(flush, DRAWING_MS),
});

export function useChat(): ChatState {
  return useSyncExternalStore(chatStore.subscribe, chatStore.state);
}

/** Keeps the conversation in the history whenever its answers are over. */
export function useKeptChat(): void {
  const client = useQueryClient();
  const { chat, entryId, createdAt } = useChat();
  const over = !isEmpty(chat) && !isRunning(chat);
  const keep = useCallback(async () => {
    await browserHistory.save({ summary: summaryOf(chat, entryId, createdAt), body: { v: 1, chat: settle(chat) } });
    await client.invalidateQueries({ queryKey: historyQuery.queryKey });
  }, [chat, entryId, createdAt, client]);
  useEffect(() => {
    // A browser that forbids its store keeps nothing; the playground works all the same.
    const timer = over ? setTimeout(() => void keep().catch(() => undefined), KEEPING_MS) : undefined;
    return () => clearTimeout(timer);
  }, [over, keep]);
}

function summaryOf(chat: Chat, id: string, createdAt: number) {
  const turns = chat.lanes.flatMap((lane) => lane.turns);
  const asked = turns.find((turn) => turn.role === 'user');
  const said = turns.map((turn) => (turn.role === 'assistant' ? turn.answer.content : turn.text));
  const searchText = [chat.settings.system, ...new Set(said)].join('\n').toLowerCase().slice(0, 20_000);
  const models = [...new Set(chat.lanes.map((lane) => lane.model))];
  const title = titleOf(asked?.text ?? '') || models.join(', ');
  return { id, kind: 'chat' as const, title, searchText, models, createdAt, updatedAt: Date.now(), bytes: 0 };
}
