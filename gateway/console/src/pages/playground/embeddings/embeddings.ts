// The texts that are compared, and how they were found to be alike.

import { type Program, program } from '../code/program';
import { createStore } from '../createStore';
import { browserHistory } from '../history/browserHistory';
import { titleOf } from '../history/history';
import { newId } from '../newId';
import { CallError, type Failure, failureOf, localFailure } from '../wire/failure';
import { isObject, type JsonObject, list, member, numberOrNull, text } from '../wire/json';
import { call, decodeReceipt, type Wire, wholeJson } from '../wire/transport';
import { decodeTokens, decodeVectors } from './similarity';

export const MAX_TEXTS = 12;

export interface Comparison {
  model: string;
  texts: string[];
  vectors: number[][];
  latencyMs: number;
  tokens: number | null;
  cost: string | null;
}

export interface EmbeddingsState {
  model: string;
  texts: string[];
  dimensions: number | null;
  running: boolean;
  failure: Failure | null;
  comparison: Comparison | null;
}

export const embeddings = createStore<EmbeddingsState>({
  model: '',
  texts: ['The cat sleeps on the sofa.', '小猫在沙发上睡觉。', 'Interest rates rose in March.'],
  dimensions: null,
  running: false,
  failure: null,
  comparison: null,
});

/** The texts that say something. */
export function textsOf(texts: string[]): string[] {
  return texts.map((one) => one.trim()).filter((one) => one !== '');
}

export function embeddingsBody({ model, texts, dimensions }: EmbeddingsState): JsonObject {
  const asked: JsonObject = { model, input: textsOf(texts), encoding_format: 'float' };
  return dimensions === null ? asked : { ...asked, dimensions };
}

export function embeddingsProgram(state: EmbeddingsState): Program {
  return program('embeddings', embeddingsBody(state), new Map());
}

export async function compareTexts(wire: Wire): Promise<void> {
  const asked = embeddings.get();
  embeddings.set({ running: true, failure: null });
  try {
    const comparison = await compared(wire, asked);
    embeddings.set({ running: false, comparison });
    await keep(asked, comparison).catch(() => undefined);
  } catch (error) {
    embeddings.set({ running: false, failure: failureOf(error) });
  }
}

async function compared(wire: Wire, asked: EmbeddingsState): Promise<Comparison> {
  const texts = textsOf(asked.texts);
  const startedAt = wire.now();
  const response = await call(wire, '/embeddings', JSON.stringify(embeddingsBody(asked)), new AbortController().signal);
  const answer = await wholeJson(response);
  const latencyMs = wire.now() - startedAt;
  const vectors = decodeVectors(answer, texts.length);
  if (vectors === null)
    throw new CallError(localFailure('upstream', 'The answer has no vector for some of the texts.'));
  const { cost } = decodeReceipt(response.headers);
  return { model: asked.model, texts, vectors, latencyMs, tokens: decodeTokens(answer), cost };
}

async function keep({ model, dimensions }: EmbeddingsState, comparison: Comparison): Promise<void> {
  const now = Date.now();
  const all = comparison.texts.join('\n');
  const title = titleOf(comparison.texts.join(' · '));
  const summary = { id: newId(), kind: 'embeddings' as const, title, searchText: all.toLowerCase(), models: [model] };
  await browserHistory.save({
    summary: { ...summary, createdAt: now, updatedAt: now, bytes: 0 },
    body: { v: 1, dimensions, comparison },
  });
}

/** Brings back what the history kept. */
export function reopenEmbeddings(body: unknown): void {
  const kept = member(body, 'comparison');
  if (!isObject(kept)) return;
  const comparison = kept as unknown as Comparison;
  const texts = list(kept.texts).map(text);
  const dimensions = numberOrNull(member(body, 'dimensions'));
  embeddings.set({ model: text(kept.model), texts, dimensions, failure: null, comparison });
}
