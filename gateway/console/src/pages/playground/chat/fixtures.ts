// Conversations for tests.
import { type Answer, EMPTY_ANSWER } from '../wire/answer';
import type { AssistantTurn, Lane, Turn, UserTurn } from './conversation';

export function aQuestion(text: string, id = `q-${text}`): UserTurn {
  return { role: 'user', id, text, attachments: [] };
}

export function anAnswer(answer: Partial<Answer>, id = 'a1'): AssistantTurn {
  return {
    role: 'assistant',
    id,
    model: 'local/m',
    answer: { ...EMPTY_ANSWER, ...answer },
    status: 'done',
    timing: null,
    receipt: null,
    edited: false,
  };
}

export function aLane(turns: Turn[], id = 'l1'): Lane {
  return { id, model: 'local/m', turns };
}
