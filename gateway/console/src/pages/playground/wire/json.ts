// Reading JSON that others wrote: every look-up says what it expects, nothing is assumed.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member `key` of `value` where that is an object. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A string that is not empty, or null. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number, or null. */
export function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What `source` says as JSON; undefined where it is not JSON. */
export function parseJson(source: string): Json | undefined {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
}

/** A plain decimal that is not negative, of which the first twelve places count: the hub writes no more. */
export function decodeDecimal(value: unknown): string | null {
  const found = typeof value === 'string' ? /^([0-9]+)(?:\.([0-9]{1,12})[0-9]*)?$/.exec(value.trim()) : null;
  if (found === null) return null;
  return found[2] === undefined ? (found[1] ?? null) : `${found[1]}.${found[2]}`;
}
