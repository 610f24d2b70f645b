// The one place that calls `/v1`, as any client does: in the session of this console or with a key.
import { CallError, decodeFailure, localFailure } from './failure';
import { decodeDecimal, member, parseJson } from './json';

/** What a call needs from its surroundings. */
export interface Wire {
  /** `fetch`, already as the person who is signed in where no key is given. */
  fetch: (input: string, init: RequestInit) => Promise<Response>;
  /** Monotonic milliseconds. */
  now: () => number;
  /** A key to call with instead of the session. */
  apiKey: string | null;
}

/** What the hub says of a call in the answer's head. */
export interface Receipt {
  requestId: string | null;
  provider: string | null;
  model: string | null;
  attempts: number | null;
  cost: string | null;
  droppedParams: string[];
}

/** Sends a body to a route of `/v1` and gives the answer if it is a good one. */
export async function call(wire: Wire, path: string, body: string | FormData, signal: AbortSignal): Promise<Response> {
  const headers = new Headers(authentication(wire));
  if (typeof body === 'string') headers.set('content-type', 'application/json');
  return checked(wire, `/v1${path}`, { method: 'POST', headers, body, signal });
}

/** Reads a route of `/v1`. */
export async function read(wire: Wire, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await checked(wire, `/v1${path}`, { headers: authentication(wire), signal });
  return wholeJson(response);
}

/** A whole JSON answer; a `200` that carries an error object is an error. */
export async function wholeJson(response: Response): Promise<unknown> {
  const text = await response.text();
  const json = parseJson(text);
  if (json === undefined || member(json, 'error')) {
    throw new CallError(decodeFailure(text, response.ok ? null : response.status, response.headers));
  }
  return json;
}

export function decodeReceipt(headers: Headers): Receipt {
  const attempts = Number(headers.get('x-hub-attempts') ?? Number.NaN);
  const cost = headers.get('x-hub-cost');
  return {
    requestId: headers.get('x-request-id'),
    provider: headers.get('x-hub-provider'),
    model: headers.get('x-hub-model'),
    attempts: Number.isInteger(attempts) ? attempts : null,
    cost: decodeDecimal(cost),
    droppedParams: (headers.get('x-hub-dropped-params') ?? '').split(/[\s,]+/).filter((name) => name !== ''),
  };
}

async function checked(wire: Wire, path: string, init: RequestInit): Promise<Response> {
  const credentials = wire.apiKey === null ? 'same-origin' : 'omit';
  const response = await wire.fetch(path, { ...init, credentials }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new CallError(localFailure('network', error instanceof Error ? error.message : String(error)));
  });
  if (response.ok) return response;
  throw new CallError(decodeFailure(await response.text().catch(() => ''), response.status, response.headers));
}

function authentication(wire: Wire): Record<string, string> {
  return wire.apiKey === null ? {} : { authorization: `Bearer ${wire.apiKey}` };
}
