// The one place that calls `/v1`, as any client does: with the session of this console or with a key.
import { CallError, decodeFailure, localFailure } from "./failure";
import { member, parseJson } from "./json";

/** Who calls. A key is kept in memory only. */
export type Credential =
  | { kind: "session"; csrfToken: string; organization: string | null }
  | { kind: "key"; apiKey: string };

/** What a call needs from its surroundings. */
export interface Wire {
  fetch: (input: string, init: RequestInit) => Promise<Response>;
  /** Monotonic milliseconds. */
  now: () => number;
  credential: Credential;
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
  const headers = new Headers(authentication(wire.credential));
  if (typeof body === "string") headers.set("content-type", "application/json");
  return checked(wire, `/v1${path}`, { method: "POST", headers, body, signal });
}

/** Reads a route of `/v1`. */
export async function read(wire: Wire, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await checked(wire, `/v1${path}`, { headers: authentication(wire.credential), signal });
  return wholeJson(response);
}

/** A whole JSON answer; a `200` that carries an error object is an error. */
export async function wholeJson(response: Response): Promise<unknown> {
  const text = await response.text();
  const json = parseJson(text);
  if (json === undefined || member(json, "error")) {
    throw new CallError(decodeFailure(text, response.ok ? null : response.status, response.headers));
  }
  return json;
}

export function decodeReceipt(headers: Headers): Receipt {
  const attempts = Number(headers.get("x-hub-attempts") ?? Number.NaN);
  const cost = headers.get("x-hub-cost");
  return {
    requestId: headers.get("x-request-id"),
    provider: headers.get("x-hub-provider"),
    model: headers.get("x-hub-model"),
    attempts: Number.isInteger(attempts) ? attempts : null,
    cost: cost !== null && /^[0-9]+(\.[0-9]+)?$/.test(cost) ? cost : null,
    droppedParams: (headers.get("x-hub-dropped-params") ?? "").split(/[\s,]+/).filter((name) => name !== ""),
  };
}

async function checked(wire: Wire, path: string, init: RequestInit): Promise<Response> {
  const credentials = wire.credential.kind === "session" ? "same-origin" : "omit";
  const response = await wire.fetch(path, { ...init, credentials }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new CallError(localFailure("network", error instanceof Error ? error.message : String(error)));
  });
  if (response.ok) return response;
  throw new CallError(decodeFailure(await response.text().catch(() => ""), response.status, response.headers));
}

function authentication(credential: Credential): Record<string, string> {
  if (credential.kind === "key") return { authorization: `Bearer ${credential.apiKey}` };
  const { csrfToken, organization } = credential;
  return { "x-csrf-token": csrfToken, ...(organization !== null && { "x-hub-organization": organization }) };
}
