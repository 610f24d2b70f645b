// Files that a person pastes, drops or picks.
import type { Attachment, UserTurn } from './conversation';

/** The hub takes bodies of up to 32 MiB; base64 makes a file a third longer. */
export const MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024;

/** A file that is text is put into the message as text: every model reads that. */
const TEXTUAL = /^(text\/|application\/(json|xml|yaml|x-yaml|toml|javascript|typescript|sql|x-sh)\b)/;
const TEXTUAL_NAME =
  /\.(txt|md|csv|tsv|json|jsonl|xml|ya?ml|toml|ini|log|html?|css|jsx?|tsx?|py|rs|go|java|c|h|cpp|sh|sql|rb|php)$/i;

export type Taken =
  | { kind: 'attachment'; attachment: Attachment }
  | { kind: 'text'; text: string }
  | { kind: 'too_large'; name: string };

export async function takeFile(file: File, id: string): Promise<Taken> {
  if (file.size > MAX_ATTACHMENT_BYTES) return { kind: 'too_large', name: file.name };
  if (isTextual(file)) return { kind: 'text', text: quoted(file.name, await file.text()) };
  const mime = file.type === '' ? 'application/octet-stream' : file.type;
  const url = await dataUrl(file, mime);
  return { kind: 'attachment', attachment: { id, name: file.name, mime, url, bytes: file.size } };
}

/** The names of a turn's files, each once: `image.png`, `image-2.png`. */
export function fileNames(turns: UserTurn[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const file of turns.flatMap((turn) => turn.attachments)) {
    const name = free(safeName(file.name), taken);
    taken.add(name);
    names.set(file.url, name);
  }
  return names;
}

export async function dataUrl(blob: Blob, mime: string): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return `data:${mime};base64,${base64(bytes)}`;
}

export function base64(bytes: Uint8Array): string {
  const step = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += step) {
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return btoa(binary);
}

function isTextual(file: File): boolean {
  return (
    TEXTUAL.test(file.type) ||
    ((file.type === '' || file.type === 'application/octet-stream') && TEXTUAL_NAME.test(file.name))
  );
}

/** Fenced by more backticks than the text itself has in a row. */
function quoted(name: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${name}\n${fence}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** A name that needs no quoting in a shell or a program. */
export function safeName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '');
  return plain === '' ? 'file' : plain;
}

function free(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let candidate = name;
  for (let count = 2; taken.has(candidate); count += 1) candidate = `${stem}-${count}${extension}`;
  return candidate;
}
