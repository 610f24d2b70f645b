import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Wire } from '../wire/transport';
import { type Progress, runChat } from './run';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server on the loopback address, and a wire to it whose clock counts its readings. */
async function wireTo(listener: RequestListener): Promise<Wire> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let reading = 0;
  return {
    fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    now: () => (reading += 100),
    apiKey: 'key',
  };
}

function sse(...values: unknown[]): string {
  return values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`).join('');
}

const word = (content: string, finish_reason: string | null = null): unknown => ({
  choices: [{ index: 0, delta: { content }, finish_reason }],
});

async function run(
  wire: Wire,
  signal = new AbortController().signal,
  tell: (progress: Progress) => void = () => undefined,
): Promise<Progress> {
  return runChat(wire, { model: 'm', messages: [] }, signal, tell);
}

describe('a run', () => {
  it('tells the answer as it comes, with the receipt, the times and the cost that trails', async () => {
    const wire = await wireTo((request, response) => {
      expect(request.headers.authorization).toBe('Bearer key');
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-request-id': 'r1',
        'x-hub-provider': 'local',
        'x-hub-attempts': '2',
      });
      response.end(
        `${sse(word('Hel'), word('lo', 'stop'), { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }, '[DONE]')}: x-hub-cost=0.00002\n\n`,
      );
    });
    const told: string[] = [];
    const last = await run(wire, undefined, (progress) => told.push(progress.answer.content));
    expect(told.at(-1)).toBe('Hello');
    expect(last).toMatchObject({
      status: 'done',
      answer: { content: 'Hello', cost: '0.00002', usage: { outputTokens: 2 } },
      receipt: { requestId: 'r1', provider: 'local', attempts: 2 },
    });
    expect(last.timing).toEqual({ startedAt: 100, firstOutputAt: 200, endedAt: 300 });
  });

  it('takes a whole answer and its cost from the head', async () => {
    const wire = await wireTo((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-hub-cost': '0.5' });
      response.end(JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }));
    });
    expect(await run(wire)).toMatchObject({ status: 'done', answer: { content: 'Hi', cost: '0.5' } });
  });

  it('fails as the server says, keeping what was said before', async () => {
    const refused = await wireTo((_, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'No such model', code: 'model_not_found' } }));
    });
    expect((await run(refused)).answer.failure).toMatchObject({ kind: 'model_not_found', status: 404 });
    const broken = await wireTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(sse(word('So'), { error: { message: 'Overloaded', code: 'upstream_error' } }, '[DONE]'));
    });
    expect(await run(broken)).toMatchObject({
      status: 'failed',
      answer: { content: 'So', failure: { kind: 'upstream' } },
    });
  });

  it('is interrupted where the stream ends before the answer does', async () => {
    const wire = await wireTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(sse(word('So')));
    });
    expect(await run(wire)).toMatchObject({
      status: 'failed',
      answer: { content: 'So', failure: { kind: 'interrupted' } },
    });
  });

  it('fails where nobody listens', async () => {
    const wire = await wireTo((_, response) => response.destroy());
    expect((await run(wire)).answer.failure).toMatchObject({ kind: 'network', status: null });
  });

  it('stops when told to, hangs up, and keeps what was said', async () => {
    const stop = new AbortController();
    let hungUp: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const wire = await wireTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(sse(word('Once upon')));
      response.on('close', hungUp);
    });
    const last = await run(wire, stop.signal, (progress) => {
      if (progress.answer.content !== '') stop.abort();
    });
    expect(last).toMatchObject({ status: 'stopped', answer: { content: 'Once upon', failure: null } });
    await closed;
  });
});
