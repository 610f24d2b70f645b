// What a link may hold: settings, models and, where wanted, the messages of one column.
import { type Chat, type Lane, MAX_LANES, type Turn } from '../chat/conversation';
import {
  type AnswerFormat,
  DEFAULT_PARAMETERS,
  type Parameters,
  REASONING_EFFORTS,
  type Settings,
  type Tool,
} from '../chat/settings';
import { EMPTY_ANSWER } from '../wire/answer';
import { isObject, list, member, numberOrNull, text } from '../wire/json';

/** One message as it is shared: text only, files by a choice of their own. */
export type SharedTurn =
  | { role: 'user'; text: string; files: { name: string; mime: string; url: string }[] }
  | { role: 'assistant'; text: string; calls: { id: string; name: string; arguments: string }[] }
  | { role: 'tool'; callId: string; name: string; text: string };

export interface Shared {
  v: 1;
  models: string[];
  settings: Settings;
  turns: SharedTurn[];
  /** What stands in the composer, not sent yet. */
  draft: string;
}

/** What a person includes besides models, settings and questions. */
export interface Included {
  answers: boolean;
  files: boolean;
}

/** What of a conversation goes into a link: the first column's messages. */
export function share(chat: Chat, draft: string, included: Included): Shared {
  const turns = (chat.lanes[0]?.turns ?? []).filter((turn) => included.answers || turn.role === 'user');
  return {
    v: 1,
    models: chat.lanes.map((lane) => lane.model),
    settings: chat.settings,
    turns: turns.map((turn) => shareTurn(turn, included.files)),
    draft,
  };
}

/** A conversation from a link; nothing is sent by opening it. */
export function open(shared: Shared, newId: () => string): Chat {
  const turns = shared.turns.map((turn) => openTurn(turn, newId));
  const models = shared.models.length === 0 ? [''] : shared.models;
  const lanes = models.map((model): Lane => ({ id: newId(), model, turns }));
  return { settings: shared.settings, lanes };
}

/** What `value` holds if it is what `share` makes; numbers out of range and unknown choices fall to unset. */
export function decodeShared(value: unknown): Shared | null {
  if (!isObject(value) || value.v !== 1 || !isObject(value.settings)) return null;
  const turns = list(value.turns).map(decodeTurn);
  if (turns.includes(null)) return null;
  return {
    v: 1,
    models: list(value.models).map(text).slice(0, MAX_LANES),
    settings: decodeSettings(value.settings),
    turns: turns.filter((turn) => turn !== null),
    draft: text(value.draft),
  };
}

function shareTurn(turn: Turn, files: boolean): SharedTurn {
  if (turn.role === 'tool') return { role: 'tool', callId: turn.callId, name: turn.name, text: turn.text };
  if (turn.role === 'assistant') return { role: 'assistant', text: turn.answer.content, calls: turn.answer.toolCalls };
  const attached = files ? turn.attachments.map(({ name, mime, url }) => ({ name, mime, url })) : [];
  return { role: 'user', text: turn.text, files: attached };
}

function openTurn(turn: SharedTurn, newId: () => string): Turn {
  if (turn.role === 'tool') return { id: newId(), ...turn };
  if (turn.role === 'user') {
    const attachments = turn.files.map((file) => ({
      ...file,
      id: newId(),
      bytes: Math.floor((file.url.length * 3) / 4),
    }));
    return { role: 'user', id: newId(), text: turn.text, attachments };
  }
  const answer = { ...EMPTY_ANSWER, content: turn.text, toolCalls: turn.calls };
  const unmeasured = { status: 'done' as const, timing: null, receipt: null, edited: false };
  return { role: 'assistant', id: newId(), model: '', answer, ...unmeasured };
}

function decodeTurn(value: unknown): SharedTurn | null {
  const said = text(member(value, 'text'));
  const role = member(value, 'role');
  if (role === 'user') {
    const files = list(member(value, 'files')).map((file) => ({
      name: text(member(file, 'name')),
      mime: text(member(file, 'mime')),
      url: text(member(file, 'url')),
    }));
    return { role, text: said, files: files.filter((file) => file.url.startsWith('data:')) };
  }
  if (role === 'assistant') {
    const calls = list(member(value, 'calls')).map((call) => ({
      id: text(member(call, 'id')),
      name: text(member(call, 'name')),
      arguments: text(member(call, 'arguments')),
    }));
    return { role, text: said, calls };
  }
  if (role !== 'tool') return null;
  return { role, callId: text(member(value, 'callId')), name: text(member(value, 'name')), text: said };
}

function decodeSettings(value: Record<string, unknown>): Settings {
  const choice = value.toolChoice;
  return {
    system: text(value.system),
    parameters: decodeParameters(value.parameters),
    tools: list(value.tools).map(decodeTool),
    toolChoice: typeof choice === 'string' ? choice : null,
    format: decodeFormat(value.format),
    stream: value.stream !== false,
  };
}

function decodeParameters(value: unknown): Parameters {
  const effort = REASONING_EFFORTS.find((one) => one === member(value, 'reasoningEffort'));
  const newer = member(value, 'maxTokensField') === 'max_completion_tokens';
  return {
    temperature: numberOrNull(member(value, 'temperature')),
    topP: numberOrNull(member(value, 'topP')),
    maxTokens: numberOrNull(member(value, 'maxTokens')),
    maxTokensField: newer ? 'max_completion_tokens' : DEFAULT_PARAMETERS.maxTokensField,
    stop: list(member(value, 'stop'))
      .map(text)
      .filter((one) => one !== ''),
    seed: numberOrNull(member(value, 'seed')),
    presencePenalty: numberOrNull(member(value, 'presencePenalty')),
    frequencyPenalty: numberOrNull(member(value, 'frequencyPenalty')),
    reasoningEffort: effort ?? null,
  };
}

function decodeTool(value: unknown, at: number): Tool {
  return {
    id: `shared-${at}`,
    name: text(member(value, 'name')),
    description: text(member(value, 'description')),
    parameters: text(member(value, 'parameters')),
  };
}

function decodeFormat(value: unknown): AnswerFormat {
  const kind = member(value, 'kind');
  if (kind === 'json_object') return { kind };
  if (kind !== 'json_schema') return { kind: 'text' };
  const strict = member(value, 'strict') === true;
  return { kind, name: text(member(value, 'name')), schema: text(member(value, 'schema')), strict };
}
