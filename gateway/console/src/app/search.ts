/** The query of the address as plain parameters, `a=1&b=2&b=3`: the same form as the hub's own, and readable. */
import { queryString } from '../api/queryString';

/** The parameters by name; one that is repeated is a list. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const search: Record<string, string | string[]> = {};
  const parameters = new URLSearchParams(text);
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    search[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return search;
}

/** The parameters as text, with its question mark. */
export function stringifySearch(search: Record<string, unknown>): string {
  const text = queryString(search as Parameters<typeof queryString>[0]);
  return text ? `?${text}` : '';
}

/** The values of a parameter, however often it is there; undefined where it isn't. */
export function listOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (!Array.isArray(value)) return undefined;
  const texts = value.map(String);
  return texts.length > 0 ? texts : undefined;
}

/** The value where it is one of those allowed. */
export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}

/** A text that isn't empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}
