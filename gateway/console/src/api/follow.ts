/** Follows streams of the hub by `fetch`, since `EventSource` can send no headers. */
import { hubFetch } from './client';
import { type DataFrame, FrameReader } from './frames';
import { ProblemError, problemOf } from './problem';

/** How a stream is: being opened, open, or lost and about to be opened again. */
export type StreamState = 'connecting' | 'open' | 'lost';

/** What to do with what a stream brings. */
export interface StreamListener {
  onEvent: (event: DataFrame) => void;
  onState: (state: StreamState, error?: ProblemError) => void;
}

const longestPause = 15_000;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function readOnce(url: string, lastId: string, listener: StreamListener, signal: AbortSignal): Promise<string> {
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (lastId) headers['last-event-id'] = lastId;
  const response = await hubFetch(url, { headers, signal, cache: 'no-store' });
  if (!response.ok || !response.body) throw await problemOf(response);
  listener.onState('open');
  const reader = response.body.getReader();
  const frames = new FrameReader();
  let id = lastId;
  for (;;) {
    const { value, done } = await reader.read();
    // What was cut off is not taken: it comes again after the last id.
    if (done) return id;
    for (const frame of frames.push(value)) {
      if (frame.kind !== 'data') continue;
      id = frame.id || id;
      listener.onEvent(frame);
    }
  }
}

/** Follows a stream until `signal` is aborted; after a loss it goes on where it was. A refusal other than "busy" ends it. */
export async function follow(url: string, listener: StreamListener, signal: AbortSignal): Promise<void> {
  let lastId = '';
  let losses = 0;
  while (!signal.aborted) {
    listener.onState('connecting');
    try {
      const watched: StreamListener = {
        ...listener,
        onEvent: (event) => {
          lastId = event.id || lastId;
          losses = 0;
          listener.onEvent(event);
        },
      };
      lastId = await readOnce(url, lastId, watched, signal);
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof ProblemError ? error : new ProblemError(0, null, { cause: error });
      listener.onState('lost', problem);
      if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) return;
    }
    losses += 1;
    await pause(Math.min(longestPause, 500 * 2 ** losses), signal);
  }
}
