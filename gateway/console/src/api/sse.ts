/** Server-sent events by `fetch`, since `EventSource` can send no headers. */
import { hubFetch } from './client';
import { ProblemError, problemOf } from './problem';

/** One event of a stream. */
export interface ServerSentEvent {
  id: string;
  data: string;
}

/** Cuts the text of a stream into events, however it arrives. */
export function eventParser(): (text: string) => ServerSentEvent[] {
  let rest = '';
  let id = '';
  let data: string[] = [];
  return (text) => {
    const events: ServerSentEvent[] = [];
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ id, data: data.join('\n') });
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      else if (line.startsWith('id:')) id = line.slice(3).trim();
    }
    return events;
  };
}

/** How a stream is: being opened, open, or lost and about to be opened again. */
export type StreamState = 'connecting' | 'open' | 'lost';

/** What to do with what a stream brings. */
export interface StreamListener {
  onEvent: (event: ServerSentEvent) => void;
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
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = eventParser();
  let id = lastId;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return id;
    for (const event of parse(value)) {
      id = event.id || id;
      listener.onEvent(event);
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
