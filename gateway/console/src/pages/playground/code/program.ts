// What "show code" writes a program for: one request, with its files by name.
import type { Json, JsonObject } from '../wire/json';

/** A file that lies beside the program; in the body it stands as a data URL or as bare base64. */
export class FileReference {
  constructor(
    readonly name: string,
    readonly mime: string,
    readonly form: 'data_url' | 'base64',
  ) {}
}

/** JSON in which files stand by reference. */
export type Value = null | boolean | number | string | FileReference | Value[] | { [key: string]: Value };

/** Which of the hub's operations the program calls. */
export type Operation = 'chat' | 'embeddings' | 'image_generation';

/** A request with a JSON body, or a form with files. */
export type Program =
  | { kind: 'json'; operation: Operation; body: { [key: string]: Value } }
  | { kind: 'form'; fields: [string, string][]; files: [string, string][] };

/** Where the program sends it: this hub's `/v1`. */
export interface Target {
  baseUrl: string;
}

export const PATHS: Readonly<Record<Operation, string>> = {
  chat: '/chat/completions',
  embeddings: '/embeddings',
  image_generation: '/images/generations',
};

/** How OpenAI's SDKs call each, in every language. */
export const METHODS: Readonly<Record<Operation, string>> = {
  chat: 'client.chat.completions.create',
  embeddings: 'client.embeddings.create',
  image_generation: 'client.images.generate',
};

/** A program for a body; `names` gives the file's name for each data URL that the body may hold. */
export function program(operation: Operation, body: JsonObject, names: Map<string, string>): Program {
  const references = new Map<string, FileReference>();
  for (const [url, name] of names) {
    const mime = url.slice('data:'.length, url.indexOf(';'));
    references.set(url, new FileReference(name, mime, 'data_url'));
    references.set(url.slice(url.indexOf(',') + 1), new FileReference(name, mime, 'base64'));
  }
  return { kind: 'json', operation, body: referencesIn(body, references) };
}

/** The names of the files that a program reads, each once. */
export function filesOf(one: Program): string[] {
  if (one.kind === 'form') return one.files.map(([, name]) => name);
  const found = new Set<string>();
  collect(one.body, found);
  return [...found];
}

export function isStreamed(one: Program): boolean {
  return one.kind === 'json' && one.body.stream === true;
}

function referencesIn(body: JsonObject, references: Map<string, FileReference>): { [key: string]: Value } {
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, referenced(value, references)]));
}

function referenced(value: Json, references: Map<string, FileReference>): Value {
  if (typeof value === 'string') return references.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => referenced(one, references));
  return value !== null && typeof value === 'object' ? referencesIn(value, references) : value;
}

function collect(value: Value, found: Set<string>): void {
  if (value instanceof FileReference) found.add(value.name);
  else if (value !== null && typeof value === 'object') {
    for (const one of Object.values(value)) collect(one, found);
  }
}
