// One answer of one column, from the request to the last byte.
import { readFrames } from '../../../api/frames';
import { type Answer, EMPTY_ANSWER, foldChunk, foldFrame, hasOutput } from '../wire/answer';
import { type Failure, failureOf } from '../wire/failure';
import type { JsonObject } from '../wire/json';
import type { Timing } from '../wire/measure';
import { call, decodeReceipt, type Receipt, type Wire, wholeJson } from '../wire/transport';
import { interruption, type RunStatus } from './conversation';

/** How far an answer is. */
export interface Progress {
  answer: Answer;
  status: RunStatus;
  timing: Timing;
  receipt: Receipt | null;
}

/** Asks for an answer and tells of it as it comes; the last one told is over, whatever happened. */
export async function runChat(
  wire: Wire,
  body: JsonObject,
  signal: AbortSignal,
  tell: (progress: Progress) => void,
): Promise<Progress> {
  const run = new Run(wire, tell);
  try {
    const response = await call(wire, '/chat/completions', JSON.stringify(body), signal);
    run.begun(decodeReceipt(response.headers));
    if (isStream(response) && response.body !== null) {
      for await (const frame of readFrames(response.body)) run.grown(foldFrame(run.answer, frame));
      return run.ended();
    }
    run.grown(foldChunk(run.answer, await wholeJson(response)));
    return run.ended();
  } catch (error) {
    return signal.aborted ? run.over('stopped', null) : run.over('failed', failureOf(error));
  }
}

class Run {
  answer: Answer = EMPTY_ANSWER;
  #receipt: Receipt | null = null;
  #firstOutputAt: number | null = null;
  readonly #startedAt: number;
  readonly #wire: Wire;
  readonly #tell: (progress: Progress) => void;

  constructor(wire: Wire, tell: (progress: Progress) => void) {
    this.#wire = wire;
    this.#tell = tell;
    this.#startedAt = wire.now();
  }

  begun(receipt: Receipt): void {
    this.#receipt = receipt;
    if (receipt.cost !== null) this.answer = { ...this.answer, cost: receipt.cost };
  }

  grown(answer: Answer): void {
    this.answer = answer;
    if (this.#firstOutputAt === null && hasOutput(answer)) this.#firstOutputAt = this.#wire.now();
    this.#tell(this.#progress('running', null));
  }

  /** The body is at its end; it is a good end only if the answer says so. */
  ended(): Progress {
    const { failure, finishReason, closed } = this.answer;
    if (failure !== null) return this.over('failed', failure);
    return finishReason === null && !closed ? this.over('failed', interruption()) : this.over('done', null);
  }

  over(status: RunStatus, failure: Failure | null): Progress {
    this.answer = { ...this.answer, failure };
    const last = this.#progress(status, this.#wire.now());
    this.#tell(last);
    return last;
  }

  #progress(status: RunStatus, endedAt: number | null): Progress {
    const timing = { startedAt: this.#startedAt, firstOutputAt: this.#firstOutputAt, endedAt };
    return { answer: this.answer, status, timing, receipt: this.#receipt };
  }
}

function isStream(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').includes('text/event-stream');
}
