// A chat answer, put together from chunks as they come; a whole answer is one big chunk.

import type { Frame } from '../../../api/frames';
import { decodeFailure, type Failure } from './failure';
import { decodeDecimal, isObject, list, member, numberOrNull, parseJson, text, textOrNull } from './json';

/** A call of a tool that the model asks for; `arguments` is JSON text as the model wrote it. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

/** Tokens as the provider counted them; null where it did not say. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
  cachedTokens: number | null;
  reasoningTokens: number | null;
}

/** What a model has answered so far. */
export interface Answer {
  content: string;
  reasoning: string;
  refusal: string;
  toolCalls: ToolCall[];
  finishReason: string | null;
  usage: Usage | null;
  /** In USD, as a decimal. */
  cost: string | null;
  failure: Failure | null;
  /** `[DONE]` was read. */
  closed: boolean;
}

export const EMPTY_ANSWER: Answer = {
  content: '',
  reasoning: '',
  refusal: '',
  toolCalls: [],
  finishReason: null,
  usage: null,
  cost: null,
  failure: null,
  closed: false,
};

/** The answer after one more frame. */
export function foldFrame(answer: Answer, frame: Frame): Answer {
  if (frame.kind === 'comment') return withCost(answer, costInComment(frame.text));
  if (frame.data.trim() === '[DONE]') return { ...answer, closed: true };
  const chunk = parseJson(frame.data);
  if (frame.event === 'error' || isError(chunk)) {
    return { ...answer, failure: decodeFailure(frame.data, null, null) };
  }
  return foldChunk(answer, chunk);
}

/** The answer after one more chunk, or a whole `chat.completion`. */
export function foldChunk(answer: Answer, chunk: unknown): Answer {
  const choice = list(member(chunk, 'choices')).find((one) => (numberOrNull(member(one, 'index')) ?? 0) === 0);
  const delta = member(choice, 'delta') ?? member(choice, 'message');
  const usage = decodeUsage(member(chunk, 'usage')) ?? decodeUsage(member(member(chunk, 'x_groq'), 'usage'));
  const folded: Answer = {
    ...answer,
    content: answer.content + contentOf(member(delta, 'content')),
    reasoning: answer.reasoning + reasoningOf(delta),
    refusal: answer.refusal + text(member(delta, 'refusal')),
    toolCalls: list(member(delta, 'tool_calls')).reduce<ToolCall[]>(foldToolCall, answer.toolCalls),
    finishReason: textOrNull(member(choice, 'finish_reason')) ?? answer.finishReason,
    usage: usage ?? answer.usage,
  };
  return withCost(folded, costInUsage(member(chunk, 'usage')));
}

/** Whether the model has said anything yet. */
export function hasOutput(answer: Answer): boolean {
  return answer.content !== '' || answer.reasoning !== '' || answer.refusal !== '' || answer.toolCalls.length > 0;
}

/** The value of `x-hub-cost` in a comment such as `x-hub-cost=0.0012` or `x-hub-cost: 0.0012`. */
export function costInComment(comment: string): string | null {
  const found = /(?:^|[\s;,])x-hub-cost\s*[=:]\s*([0-9]+(?:\.[0-9]+)?)/i.exec(comment);
  return decodeDecimal(found?.[1]);
}

function withCost(answer: Answer, cost: string | null): Answer {
  return cost === null ? answer : { ...answer, cost };
}

function costInUsage(usage: unknown): string | null {
  const cost = member(usage, 'cost');
  const number = numberOrNull(cost);
  if (number === null) return decodeDecimal(cost);
  // Without an exponent: `1e-7` is `0.0000001`.
  const short = String(number);
  return decodeDecimal(short.includes('e') ? number.toFixed(12).replace(/\.?0+$/, '') : short);
}

function isError(chunk: unknown): boolean {
  const error = member(chunk, 'error');
  return isObject(error) || typeof error === 'string';
}

function contentOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return list(content)
    .map((part) => text(member(part, 'text')))
    .join('');
}

/** Providers call it `reasoning_content` or `reasoning`; some send both with the same text. */
function reasoningOf(delta: unknown): string {
  const reasoning = textOrNull(member(delta, 'reasoning_content')) ?? textOrNull(member(delta, 'reasoning'));
  if (reasoning !== null) return reasoning;
  return list(member(delta, 'reasoning_details'))
    .map((detail) => text(member(detail, 'text')))
    .join('');
}

/** Finds the call by its index, else by its id, else it is the last one; else it is a new one. */
function foldToolCall(calls: ToolCall[], delta: unknown): ToolCall[] {
  const id = text(member(delta, 'id'));
  const called = member(delta, 'function');
  const at = placeOf(calls, numberOrNull(member(delta, 'index')), id);
  const before = calls[at] ?? { id: '', name: '', arguments: '' };
  const after: ToolCall = {
    id: before.id === '' ? id : before.id,
    name: before.name === '' ? text(member(called, 'name')) : before.name,
    arguments: before.arguments + argumentsOf(member(called, 'arguments')),
  };
  return [...calls.slice(0, at), after, ...calls.slice(at + 1)];
}

function placeOf(calls: ToolCall[], index: number | null, id: string): number {
  if (index !== null) return Math.min(Math.max(0, index), calls.length);
  const known = id === '' ? calls.length - 1 : calls.findIndex((call) => call.id === id);
  return known < 0 ? calls.length : known;
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

function decodeUsage(usage: unknown): Usage | null {
  if (!isObject(usage)) return null;
  return {
    inputTokens: numberOrNull(usage.prompt_tokens),
    outputTokens: numberOrNull(usage.completion_tokens),
    cachedTokens: numberOrNull(member(usage.prompt_tokens_details, 'cached_tokens')),
    reasoningTokens: numberOrNull(member(usage.completion_tokens_details, 'reasoning_tokens')),
  };
}
