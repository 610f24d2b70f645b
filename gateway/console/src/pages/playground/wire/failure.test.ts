import { describe, expect, it } from 'vitest';
import { decodeFailure } from './failure';

describe('a failure', () => {
  it("is OpenAI's error object with the request's id and when to try again", () => {
    const body = JSON.stringify({
      error: { message: 'Slow down', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' },
    });
    const headers = new Headers({ 'x-request-id': 'r1', 'retry-after': '7' });
    expect(decodeFailure(body, 429, headers)).toEqual({
      kind: 'rate_limited',
      status: 429,
      message: 'Slow down',
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      param: null,
      requestId: 'r1',
      retryAfter: 7,
    });
  });

  it.each([
    [401, 'invalid_api_key', 'unauthenticated'],
    [403, 'csrf_token_required', 'csrf'],
    [403, null, 'forbidden'],
    [404, 'model_not_found', 'model_not_found'],
    [402, 'budget_exceeded', 'budget_exceeded'],
    [400, 'context_length_exceeded', 'context_length'],
    [400, 'unsupported_parameter', 'unsupported_parameter'],
    [502, 'upstream_auth_error', 'upstream_auth'],
    [503, 'log_unavailable', 'unavailable'],
    [500, 'whatever', 'unknown'],
    [null, 429, 'rate_limited'],
  ])('%s with %s is %s', (status, code, kind) => {
    expect(decodeFailure(JSON.stringify({ error: { message: 'm', code } }), status, null).kind).toBe(kind);
  });

  it('may be a problem document, a bare string, text or a page', () => {
    const problem = {
      type: '/problems/unauthenticated',
      title: 'A valid token is needed',
      detail: 'Sign in.',
      status: 401,
    };
    expect(decodeFailure(JSON.stringify(problem), 401, null)).toMatchObject({
      message: 'Sign in.',
      code: 'unauthenticated',
    });
    expect(decodeFailure('{"error":"gone"}', 502, null)).toMatchObject({ message: 'gone', kind: 'upstream' });
    expect(decodeFailure('no such thing', 404, null)).toMatchObject({ message: 'no such thing', kind: 'unknown' });
    expect(decodeFailure('<html>', 413, null)).toMatchObject({ message: 'HTTP 413', kind: 'too_large' });
  });
});
