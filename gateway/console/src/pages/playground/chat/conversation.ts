// A conversation in one to four columns, and what a person can do to it. All pure.
import { type Answer, EMPTY_ANSWER, type ToolCall } from '../wire/answer';
import { localFailure } from '../wire/failure';
import type { Timing } from '../wire/measure';
import type { Receipt } from '../wire/transport';
import { DEFAULT_SETTINGS, type Settings } from './settings';

export const MAX_LANES = 4;

/** A file that goes with a message. */
export interface Attachment {
  id: string;
  name: string;
  mime: string;
  /** The file itself, as a data URL. */
  url: string;
  bytes: number;
}

export interface UserTurn {
  role: 'user';
  id: string;
  text: string;
  attachments: Attachment[];
}

export type RunStatus = 'running' | 'done' | 'stopped' | 'failed';

export interface AssistantTurn {
  role: 'assistant';
  id: string;
  model: string;
  answer: Answer;
  status: RunStatus;
  timing: Timing | null;
  receipt: Receipt | null;
  /** A person changed the text. */
  edited: boolean;
}

export interface ToolTurn {
  role: 'tool';
  id: string;
  callId: string;
  name: string;
  text: string;
}

export type Turn = UserTurn | AssistantTurn | ToolTurn;

/** One column: a model and what was said with it. A user's turn has the same id in every column. */
export interface Lane {
  id: string;
  model: string;
  turns: Turn[];
}

export interface Chat {
  settings: Settings;
  lanes: Lane[];
}

/** What a column waits for. */
export type Next = 'prompt' | 'answer' | 'tool_results' | 'running';

export function newChat(laneId: string, model: string): Chat {
  return { settings: DEFAULT_SETTINGS, lanes: [{ id: laneId, model, turns: [] }] };
}

export function nextOf(lane: Lane): Next {
  const last = lane.turns.at(-1);
  if (last === undefined) return 'prompt';
  if (last.role === 'user') return 'answer';
  if (openCalls(lane).length > 0) return 'tool_results';
  if (last.role === 'tool') return 'answer';
  return last.status === 'running' ? 'running' : 'prompt';
}

/** The calls of the last answer that have no result yet. */
export function openCalls(lane: Lane): ToolCall[] {
  const at = lane.turns.findLastIndex((turn) => turn.role !== 'tool');
  const last = lane.turns[at];
  if (last?.role !== 'assistant' || last.status === 'running') return [];
  const given = new Set(lane.turns.slice(at + 1).map((turn) => (turn.role === 'tool' ? turn.callId : '')));
  return last.answer.toolCalls.filter((call) => !given.has(call.id));
}

export function isEmpty(chat: Chat): boolean {
  return chat.lanes.every((lane) => lane.turns.length === 0);
}

export function isRunning(chat: Chat): boolean {
  return chat.lanes.some((lane) => nextOf(lane) === 'running');
}

export function mapLane(chat: Chat, laneId: string, change: (lane: Lane) => Lane): Chat {
  return { ...chat, lanes: chat.lanes.map((lane) => (lane.id === laneId ? change(lane) : lane)) };
}

/** A new column beside the others; it knows what was asked, and waits to answer the last of it. */
export function addLane(chat: Chat, laneId: string, model: string): Chat {
  if (chat.lanes.length >= MAX_LANES) return chat;
  const first = chat.lanes[0]?.turns ?? [];
  const lastAsked = first.findLastIndex((turn) => turn.role === 'user');
  const turns = first.slice(0, lastAsked + 1);
  return { ...chat, lanes: [...chat.lanes, { id: laneId, model, turns }] };
}

export function removeLane(chat: Chat, laneId: string): Chat {
  return chat.lanes.length === 1 ? chat : { ...chat, lanes: chat.lanes.filter((lane) => lane.id !== laneId) };
}

export function setModel(chat: Chat, laneId: string, model: string): Chat {
  return mapLane(chat, laneId, (lane) => ({ ...lane, model }));
}

/** The same question to every column. */
export function ask(chat: Chat, turn: UserTurn): Chat {
  return { ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, turns: [...lane.turns, turn] })) };
}

/** Changes what a person asked, in every column that has it. */
export function editQuestion(chat: Chat, turnId: string, text: string): Chat {
  return mapTurns(chat, (turn) => (turn.id === turnId && turn.role === 'user' ? { ...turn, text } : turn));
}

/** Changes what a model said, or the result that a tool gave. */
export function editTurn(chat: Chat, laneId: string, turnId: string, text: string): Chat {
  return mapLane(chat, laneId, (lane) => ({
    ...lane,
    turns: lane.turns.map((turn) => (turn.id === turnId ? edited(turn, text) : turn)),
  }));
}

/** Takes a turn out: a question from every column, an answer with the results that its tools gave. */
export function removeTurn(chat: Chat, laneId: string, turnId: string): Chat {
  const turn = chat.lanes.find((lane) => lane.id === laneId)?.turns.find((one) => one.id === turnId);
  if (turn?.role === 'user') {
    return { ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, turns: without(lane.turns, turnId) })) };
  }
  return mapLane(chat, laneId, (lane) => ({ ...lane, turns: without(lane.turns, turnId) }));
}

/** Everything after a turn goes, in every column that has it. */
export function cutAfter(chat: Chat, turnId: string): Chat {
  return { ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, turns: upTo(lane.turns, turnId, 1) })) };
}

/** The column as it was before an answer, so that it can be given again. */
export function cutBefore(chat: Chat, laneId: string, turnId: string): Chat {
  return mapLane(chat, laneId, (lane) => ({ ...lane, turns: upTo(lane.turns, turnId, 0) }));
}

export function giveResult(chat: Chat, laneId: string, result: ToolTurn): Chat {
  return mapLane(chat, laneId, (lane) => ({ ...lane, turns: [...lane.turns, result] }));
}

export function startAnswer(chat: Chat, laneId: string, turnId: string, startedAt: number): Chat {
  return mapLane(chat, laneId, (lane) => ({
    ...lane,
    turns: [
      ...lane.turns,
      {
        role: 'assistant',
        id: turnId,
        model: lane.model,
        answer: EMPTY_ANSWER,
        status: 'running',
        timing: { startedAt, firstOutputAt: null, endedAt: null },
        receipt: null,
        edited: false,
      },
    ],
  }));
}

export function updateAnswer(chat: Chat, laneId: string, turnId: string, change: Partial<AssistantTurn>): Chat {
  return mapLane(chat, laneId, (lane) => ({
    ...lane,
    turns: lane.turns.map((turn) => (turn.id === turnId && turn.role === 'assistant' ? { ...turn, ...change } : turn)),
  }));
}

/** A conversation that was put away while a model was answering: that answer is over now. */
export function settle(chat: Chat): Chat {
  return mapTurns(chat, (turn) =>
    turn.role === 'assistant' && turn.status === 'running' ? { ...turn, status: 'stopped' } : turn,
  );
}

/** What ended the answer too early, though no server said so. */
export function interruption(): Answer['failure'] {
  return localFailure('interrupted', 'The stream ended before the answer did.');
}

function mapTurns(chat: Chat, change: (turn: Turn) => Turn): Chat {
  return { ...chat, lanes: chat.lanes.map((lane) => ({ ...lane, turns: lane.turns.map(change) })) };
}

function edited(turn: Turn, text: string): Turn {
  if (turn.role !== 'assistant') return { ...turn, text };
  return { ...turn, edited: true, answer: { ...turn.answer, content: text } };
}

function without(turns: Turn[], turnId: string): Turn[] {
  const at = turns.findIndex((turn) => turn.id === turnId);
  if (at < 0) return turns;
  let end = at + 1;
  if (turns[at]?.role === 'assistant') while (turns[end]?.role === 'tool') end += 1;
  return [...turns.slice(0, at), ...turns.slice(end)];
}

function upTo(turns: Turn[], turnId: string, extra: 0 | 1): Turn[] {
  const at = turns.findIndex((turn) => turn.id === turnId);
  return at < 0 ? turns : turns.slice(0, at + extra);
}
