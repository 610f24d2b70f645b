import { afterEach, describe, expect, test, vi } from 'vitest';
import { actIn, api, bodyOf, setCsrfToken } from './client';
import { ProblemError } from './problem';

function answering(status: number, body: unknown, type = 'application/json') {
  const calls: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    calls.push(request);
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': type },
    });
  });
  return calls;
}

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken(null);
  actIn(null);
});

describe('the client', () => {
  test('sends the CSRF token with changes only', async () => {
    setCsrfToken('secret');
    const calls = answering(200, { data: [], next_cursor: null });
    await api.GET('/api/keys');
    await api.POST('/api/keys', { body: { name: 'one' } });
    expect(calls.map((call) => call.headers.get('x-csrf-token'))).toEqual([null, 'secret']);
  });

  test('names the organisation that is acted in', async () => {
    actIn('demo');
    const calls = answering(200, { data: [], next_cursor: null });
    await api.GET('/api/keys');
    expect(calls[0]?.headers.get('x-hub-organization')).toBe('demo');
  });

  test('repeats a filter, and sends an empty one', async () => {
    const calls = answering(200, { data: [], next_cursor: null });
    await api.GET('/api/requests', { params: { query: { status: ['failed', 'refused'], key: [''] } } });
    expect(new URL(calls[0]?.url ?? '').search).toBe('?status=failed&status=refused&key=');
  });

  test('keeps a model’s slashes inside its place in the path', async () => {
    const calls = answering(200, {});
    await api.GET('/api/models/{provider}/{model}', { params: { path: { provider: 'router', model: 'a/b' } } });
    expect(new URL(calls[0]?.url ?? '').pathname).toBe('/api/models/router/a%2Fb');
  });

  test('throws what the hub says, with the fields at fault', async () => {
    const problem = {
      type: '/problems/conflict',
      title: 'Conflict',
      status: 409,
      code: 'conflict',
      detail: 'Choose another name.',
      errors: [{ pointer: '/name', detail: 'taken' }],
    };
    answering(409, problem, 'application/problem+json');
    const error = await bodyOf(api.POST('/api/keys', { body: { name: 'one' } })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    if (!(error instanceof ProblemError)) return;
    expect([error.status, error.code, error.message]).toEqual([409, 'conflict', 'Choose another name.']);
    expect(error.fieldErrors()).toEqual({ name: 'taken' });
  });

  test('throws a problem of its own where nobody answers', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed to fetch');
    });
    const error = await api.GET('/api/keys').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 0, code: 'unreachable' });
  });
});
