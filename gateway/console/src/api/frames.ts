/** Server-sent events, read from bytes as they come. Any cut of the bytes gives the same frames. */

/** One frame of the stream, with the last id that the sender named. */
export interface DataFrame {
  kind: 'data';
  event: string | null;
  id: string;
  data: string;
}

/** One frame of the stream, or one comment line of it. */
export type Frame = DataFrame | { kind: 'comment'; text: string };

/** Reads frames; `push` bytes as they arrive and `end` once. */
export class FrameReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #scanned = 0;
  #skipLineFeed = false;
  #event: string | null = null;
  #id = '';
  #data: string[] = [];

  push(bytes: Uint8Array): Frame[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What is left: a last line or frame that the sender did not close is taken as if it had. */
  end(): Frame[] {
    const frames = this.#take(this.#decoder.decode());
    if (this.#rest !== '') {
      const last = this.#rest;
      this.#rest = '';
      this.#line(last, frames);
    }
    this.#dispatch(frames);
    return frames;
  }

  #take(text: string): Frame[] {
    const frames: Frame[] = [];
    this.#rest += text;
    let start = 0;
    for (let at = this.#scanned; at < this.#rest.length; at += 1) {
      const char = this.#rest[at];
      if (this.#skipLineFeed) {
        this.#skipLineFeed = false;
        if (char === '\n') {
          start = at + 1;
          continue;
        }
      }
      if (char === '\n' || char === '\r') {
        this.#line(this.#rest.slice(start, at), frames);
        start = at + 1;
        this.#skipLineFeed = char === '\r';
      }
    }
    this.#rest = this.#rest.slice(start);
    this.#scanned = this.#rest.length;
    return frames;
  }

  #line(line: string, frames: Frame[]): void {
    if (line === '') {
      this.#dispatch(frames);
      return;
    }
    if (line.startsWith(':')) {
      frames.push({ kind: 'comment', text: line.slice(1).trim() });
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'event') this.#event = value;
    if (field === 'id') this.#id = value;
  }

  #dispatch(frames: Frame[]): void {
    if (this.#data.length > 0) {
      frames.push({ kind: 'data', event: this.#event, id: this.#id, data: this.#data.join('\n') });
    }
    this.#data = [];
    this.#event = null;
  }
}

/** The frames of a body, in order, the last one also where it was not closed. */
export async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const reader = body.getReader();
  const frames = new FrameReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* frames.push(value);
    }
    yield* frames.end();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
