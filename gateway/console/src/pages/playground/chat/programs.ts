// What "show code" shows for a conversation: a program for each column that can be sent.
import type { NamedProgram } from '../code/CodeDialog';
import { program } from '../code/program';
import { fileNames } from './attachment';
import type { UserTurn } from './conversation';
import { buildChatRequest } from './request';
import type { ChatState } from './store';

/** What would be sent now: with the draft, as if it were asked; without one, what was asked last. */
export function chatPrograms({ chat, draft, attachments }: ChatState): NamedProgram[] {
  const asks = draft.trim() !== '' || attachments.length > 0;
  const next: UserTurn = { role: 'user', id: 'draft', text: draft, attachments };
  return chat.lanes.flatMap((lane) => {
    const turns = asks ? [...lane.turns, next] : upToLastQuestion(lane.turns);
    const built = buildChatRequest(chat.settings, { ...lane, turns });
    if (!built.ok) return [];
    const names = fileNames(turns.filter((turn) => turn.role === 'user'));
    return [{ name: lane.model, program: program('chat', built.body, names) }];
  });
}

/** Without the answer that the last question got, which would be asked for. */
function upToLastQuestion<T extends { role: string }>(turns: T[]): T[] {
  const last = turns.findLastIndex((turn) => turn.role !== 'assistant');
  return turns.slice(0, last + 1);
}
