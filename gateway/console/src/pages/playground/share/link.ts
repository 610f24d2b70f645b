// A prompt in a link: compressed into the address's fragment, which browsers never send to a server.
import { base64 } from '../chat/attachment';
import { parseJson } from '../wire/json';
import { decodeShared, type Shared } from './shared';

/** Longer links are cut by chat programs and mail. */
export const MAX_LINK_CHARACTERS = 16_000;
const MAX_INFLATED_BYTES = 2_000_000;
const PREFIX = '#p=';

export type Read = { kind: 'none' } | { kind: 'broken' } | { kind: 'shared'; shared: Shared };

/** The fragment that holds what is shared. */
export async function encodeFragment(shared: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  const squeezed = await through(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY);
  return PREFIX + base64(squeezed).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** What a fragment holds; anything that we did not write is broken, never an exception. */
export async function decodeFragment(fragment: string): Promise<Read> {
  if (!fragment.startsWith(PREFIX)) return { kind: 'none' };
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const inflated = await through(bytes, new DecompressionStream('deflate-raw'), MAX_INFLATED_BYTES);
    const shared = decodeShared(parseJson(new TextDecoder().decode(inflated)));
    return shared === null ? { kind: 'broken' } : { kind: 'shared', shared };
  } catch {
    return { kind: 'broken' };
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
  most: number,
): Promise<Uint8Array> {
  const reader = (new Blob([bytes]).stream().pipeThrough(stream) as ReadableStream<Uint8Array>).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) throw new RangeError('more than a link may hold');
    pieces.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
