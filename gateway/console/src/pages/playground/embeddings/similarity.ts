// How alike texts are by their embeddings.
import { isObject, list, member, numberOrNull } from '../wire/json';

/** The cosine of the angle between two vectors; null where one has no length or they are of different spaces. */
export function cosine(left: readonly number[], right: readonly number[]): number | null {
  if (left.length !== right.length) return null;
  let dot = 0;
  let leftSquare = 0;
  let rightSquare = 0;
  for (const [at, a] of left.entries()) {
    const b = right[at] ?? 0;
    dot += a * b;
    leftSquare += a * a;
    rightSquare += b * b;
  }
  const length = Math.sqrt(leftSquare) * Math.sqrt(rightSquare);
  return length > 0 ? Math.max(-1, Math.min(1, dot / length)) : null;
}

/** Every text with every text. */
export function similarities(vectors: readonly (readonly number[])[]): (number | null)[][] {
  return vectors.map((left) => vectors.map((right) => cosine(left, right)));
}

/** The two different texts that are most alike; null where there are fewer than two. */
export function closestPair(matrix: readonly (readonly (number | null)[])[]): [number, number] | null {
  let best: [number, number] | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const [row, values] of matrix.entries()) {
    for (const [column, value] of values.entries()) {
      if (column > row && value !== null && value > most) {
        most = value;
        best = [row, column];
      }
    }
  }
  return best;
}

/** The vectors of an answer in the order of the texts; null where one is missing. */
export function decodeVectors(answer: unknown, count: number): number[][] | null {
  const vectors = new Map<number, number[]>();
  for (const [at, item] of list(member(answer, 'data')).entries()) {
    const vector = decodeVector(member(item, 'embedding'));
    if (vector !== null) vectors.set(numberOrNull(member(item, 'index')) ?? at, vector);
  }
  const all = Array.from({ length: count }, (_, at) => vectors.get(at));
  return all.every((vector) => vector !== undefined) ? all : null;
}

/** The tokens that were counted; null where none were. */
export function decodeTokens(answer: unknown): number | null {
  const usage = member(answer, 'usage');
  return isObject(usage) ? (numberOrNull(usage.prompt_tokens) ?? numberOrNull(usage.total_tokens)) : null;
}

/** A list of numbers, or 32-bit floats in base64 as some providers insist. */
function decodeVector(value: unknown): number[] | null {
  if (typeof value === 'string') return fromBase64(value);
  const numbers = list(value).map(numberOrNull);
  return numbers.length > 0 && numbers.every((number) => number !== null) ? numbers : null;
}

function fromBase64(text: string): number[] | null {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => view.getFloat32(at * 4, true));
  } catch {
    return null;
  }
}
