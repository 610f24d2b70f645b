// What went wrong with a call, as the answer says it, and which advice fits.
import { isObject, member, parseJson, text, textOrNull } from './json';

/** Decides what a person is told to do next. */
export type FailureKind =
  | 'unauthenticated'
  | 'forbidden'
  | 'csrf'
  | 'model_not_found'
  | 'insufficient_credits'
  | 'budget_exceeded'
  | 'rate_limited'
  | 'too_large'
  | 'context_length'
  | 'unsupported_parameter'
  | 'invalid'
  | 'upstream_auth'
  | 'upstream'
  | 'timeout'
  | 'unavailable'
  | 'network'
  | 'interrupted'
  | 'unknown';

/** A failed call: OpenAI's error object and what surrounds it. */
export interface Failure {
  kind: FailureKind;
  status: number | null;
  message: string;
  type: string | null;
  code: string | null;
  param: string | null;
  requestId: string | null;
  /** Seconds, where the server said when to try again. */
  retryAfter: number | null;
}

/** Thrown where a call gives no answer. */
export class CallError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'CallError';
    this.failure = failure;
  }
}

const BY_CODE: Readonly<Record<string, FailureKind>> = {
  invalid_api_key: 'unauthenticated',
  unauthenticated: 'unauthenticated',
  csrf_token_required: 'csrf',
  model_not_found: 'model_not_found',
  insufficient_credits: 'insufficient_credits',
  insufficient_quota: 'insufficient_credits',
  budget_exceeded: 'budget_exceeded',
  rate_limit_exceeded: 'rate_limited',
  context_length_exceeded: 'context_length',
  unsupported_parameter: 'unsupported_parameter',
  unsupported_value: 'unsupported_parameter',
  upstream_auth_error: 'upstream_auth',
  upstream_error: 'upstream',
  upstream_timeout: 'timeout',
  log_unavailable: 'unavailable',
};

const BY_STATUS: Readonly<Record<number, FailureKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  402: 'insufficient_credits',
  403: 'forbidden',
  408: 'timeout',
  413: 'too_large',
  415: 'invalid',
  422: 'invalid',
  429: 'rate_limited',
  500: 'unknown',
  502: 'upstream',
  503: 'unavailable',
  504: 'timeout',
};

/** The failure that a body with OpenAI's error object, or a problem document, describes. */
export function decodeFailure(body: string, status: number | null, headers: Headers | null): Failure {
  const json = parseJson(body);
  const error = member(json, 'error');
  const source = isObject(error) ? error : isObject(json) ? json : {};
  const said = typeof error === 'string' ? error : textOrNull(member(source, 'message'));
  const code = codeOf(source);
  return {
    kind: kindOf(code, status),
    status,
    message: said ?? textOrNull(member(source, 'detail')) ?? textOrNull(member(source, 'title')) ?? plain(body, status),
    type: textOrNull(member(source, 'type')),
    code,
    param: textOrNull(member(source, 'param')),
    requestId: headers?.get('x-request-id') ?? null,
    retryAfter: seconds(headers?.get('retry-after') ?? null),
  };
}

/** A failure that no server described. */
export function localFailure(kind: FailureKind, message: string): Failure {
  return { kind, status: null, message, type: null, code: null, param: null, requestId: null, retryAfter: null };
}

/** What was thrown, as a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CallError) return error.failure;
  return localFailure('network', error instanceof Error ? error.message : String(error));
}

function codeOf(source: Record<string, unknown>): string | null {
  const code = member(source, 'code');
  if (typeof code === 'number') return String(code);
  return textOrNull(code) ?? lastSegment(text(member(source, 'type')));
}

/** A problem document's `type` is an address whose last part is the code; OpenAI's `type` is no address. */
function lastSegment(type: string): string | null {
  return type.includes('/') ? (type.split('/').at(-1) ?? null) : null;
}

function kindOf(code: string | null, status: number | null): FailureKind {
  const named = code === null ? undefined : (BY_CODE[code] ?? BY_STATUS[Number(code)]);
  const byStatus = status === null ? undefined : BY_STATUS[status];
  return named ?? byStatus ?? 'unknown';
}

function plain(body: string, status: number | null): string {
  const shown = body.trim().startsWith('<') ? '' : body.trim().slice(0, 300);
  return shown !== '' ? shown : `HTTP ${status ?? '?'}`;
}

function seconds(value: string | null): number | null {
  const parsed = value === null || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : null;
}
