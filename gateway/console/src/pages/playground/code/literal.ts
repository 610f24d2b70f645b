// A value written out over lines in some language: brackets, commas and indentation.
import { FileReference, type Value } from './program';

/** How a language writes what JSON has. */
export interface Notation {
  scalar: (value: null | boolean | number | string) => string;
  key: (key: string) => string;
  file: (file: FileReference) => string;
  /** A comma behind the last member. */
  trailingComma: boolean;
  /** One step of indentation. */
  step: string;
  /** Between a brace and the members of a map on one line. */
  padding: string;
}

const WIDTH = 80;

export function literal(value: Value, notation: Notation, indent: string): string {
  const flat = oneLine(value, notation);
  if (flat !== null && indent.length + flat.length <= WIDTH) return flat;
  const inner = indent + notation.step;
  if (Array.isArray(value)) {
    return block(
      '[',
      value.map((one) => literal(one, notation, inner)),
      ']',
      indent,
      notation,
    );
  }
  if (value !== null && typeof value === 'object' && !(value instanceof FileReference)) {
    const members = Object.entries(value).map(([key, one]) => `${notation.key(key)}: ${literal(one, notation, inner)}`);
    return block('{', members, '}', indent, notation);
  }
  return atom(value, notation);
}

function block(open: string, members: string[], close: string, indent: string, notation: Notation): string {
  const comma = notation.trailingComma ? ',' : '';
  return `${open}\n${members.map((one) => indent + notation.step + one).join(',\n')}${comma}\n${indent}${close}`;
}

/** Small things stay on one line: anything without objects in arrays or arrays in objects. */
function oneLine(value: Value, notation: Notation): string | null {
  if (Array.isArray(value)) {
    const all = value.map((one) => (Array.isArray(one) || isMap(one) ? null : oneLine(one, notation)));
    return all.includes(null) ? null : `[${all.join(', ')}]`;
  }
  if (isMap(value)) {
    const all = Object.entries(value).map(([key, one]) => {
      const flat = Array.isArray(one) ? null : oneLine(one, notation);
      return flat === null ? null : `${notation.key(key)}: ${flat}`;
    });
    if (all.length === 0) return '{}';
    return all.includes(null) ? null : `{${notation.padding}${all.join(', ')}${notation.padding}}`;
  }
  return atom(value, notation);
}

function isMap(value: Value): value is { [key: string]: Value } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof FileReference);
}

function atom(value: null | boolean | number | string | FileReference, notation: Notation): string {
  return value instanceof FileReference ? notation.file(value) : notation.scalar(value);
}
