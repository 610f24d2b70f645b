// What is asked of image models, the picture that is edited, and what has been made so far.
import type { Program } from '../code/program';
import { createStore } from '../createStore';
import { browserHistory } from '../history/browserHistory';
import { titleOf } from '../history/history';
import { newId } from '../newId';
import { type Failure, failureOf } from '../wire/failure';
import { isObject, member } from '../wire/json';
import { call, decodeReceipt, type Wire, wholeJson } from '../wire/transport';
import { EMPTY_MASK, isBlank, type Mask } from './mask';
import { maskFile, pngFile } from './pixels';
import {
  DEFAULT_IMAGE_PARAMETERS,
  decodeImages,
  editForm,
  generationBody,
  type ImageAnswer,
  type ImageParameters,
  type ImageRequest,
  imageProgram,
  type Source,
} from './request';

/** One call and what came of it. */
export interface ImageRun {
  id: string;
  request: ImageRequest;
  kind: 'generation' | 'edit';
  latencyMs: number;
  cost: string | null;
  answer: ImageAnswer;
}

export interface ImagesState {
  model: string;
  prompt: string;
  parameters: ImageParameters;
  source: Source | null;
  mask: Mask;
  running: boolean;
  failure: Failure | null;
  runs: ImageRun[];
}

export const images = createStore<ImagesState>({
  model: '',
  prompt: '',
  parameters: DEFAULT_IMAGE_PARAMETERS,
  source: null,
  mask: EMPTY_MASK,
  running: false,
  failure: null,
  runs: [],
});

let abort: AbortController | null = null;

/** Starts from a picture: its mask is blank. */
export function editPicture(source: Source): void {
  images.set({ source, mask: EMPTY_MASK });
}

export function imagesProgram(state: ImagesState): Program {
  return imageProgram(requestOf(state), state.source, !isBlank(state.mask));
}

export function stopImages(): void {
  abort?.abort();
}

export async function makeImages(wire: Wire): Promise<void> {
  const asked = images.get();
  abort = new AbortController();
  const { signal } = abort;
  images.set({ running: true, failure: null });
  try {
    const run = await made(wire, asked, signal);
    images.set((before) => ({ ...before, running: false, runs: [run, ...before.runs] }));
    await keep(run).catch(() => undefined);
  } catch (error) {
    images.set({ running: false, failure: signal.aborted ? null : failureOf(error) });
  }
}

async function made(wire: Wire, asked: ImagesState, signal: AbortSignal): Promise<ImageRun> {
  const request = requestOf(asked);
  const [path, body] =
    asked.source === null
      ? (['/images/generations', JSON.stringify(generationBody(request))] as const)
      : (['/images/edits', await formOf(request, asked.source, asked.mask)] as const);
  const startedAt = wire.now();
  const response = await call(wire, path, body, signal);
  const answer = decodeImages(await wholeJson(response));
  const latencyMs = wire.now() - startedAt;
  const { cost } = decodeReceipt(response.headers);
  return { id: newId(), request, kind: asked.source === null ? 'generation' : 'edit', latencyMs, cost, answer };
}

async function formOf(request: ImageRequest, source: Source, mask: Mask): Promise<FormData> {
  const image = await pngFile(source);
  return editForm(request, image.file, isBlank(mask) ? null : await maskFile(mask, image));
}

function requestOf({ model, prompt, parameters }: ImagesState): ImageRequest {
  return { model, prompt, parameters };
}

async function keep(run: ImageRun): Promise<void> {
  const now = Date.now();
  const { model, prompt } = run.request;
  const summary = { id: run.id, kind: 'images' as const, title: titleOf(prompt) || model, models: [model] };
  await browserHistory.save({
    summary: { ...summary, searchText: prompt.toLowerCase(), createdAt: now, updatedAt: now, bytes: 0 },
    body: { v: 1, run },
  });
}

/** Brings back what the history kept, before what is there. */
export function reopenImages(body: unknown): void {
  const kept = member(body, 'run');
  if (!isObject(kept) || !isObject(kept.request)) return;
  const run = kept as unknown as ImageRun;
  images.set((before) => ({
    ...before,
    ...run.request,
    runs: [run, ...before.runs.filter((one) => one.id !== run.id)],
  }));
}

/** The names under which pictures are saved. */
export function fileNameOf(run: ImageRun, at: number): string {
  const words = run.request.prompt
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const type = /^data:image\/([a-z]+)/.exec(run.answer.pictures[at]?.url ?? '')?.[1] ?? 'png';
  return `${words || 'picture'}-${at + 1}.${type === 'jpeg' ? 'jpg' : type}`;
}
