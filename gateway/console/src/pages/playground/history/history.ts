// What was tried before, kept in this browser: bounded, searchable, never sent anywhere.

/** Which of the playground's pages made it. */
export type EntryKind = 'chat' | 'images' | 'embeddings';

/** What the list shows. */
export interface Summary {
  id: string;
  kind: EntryKind;
  title: string;
  /** Everything that can be searched for, in lower case. */
  searchText: string;
  models: string[];
  createdAt: number;
  updatedAt: number;
  bytes: number;
}

/** An entry with what is needed to open it again. */
export interface Entry<Body> {
  summary: Summary;
  body: Body;
}

export const MAX_ENTRIES = 200;
export const MAX_BYTES = 200_000_000;

const NAME = 'hub-playground';
const SUMMARIES = 'summaries';
const BODIES = 'bodies';
const VERSION = 1;

/** The history in a browser's IndexedDB. */
export class History {
  readonly #factory: IDBFactory;
  readonly #limits: { entries: number; bytes: number };
  #opened: Promise<IDBDatabase> | null = null;

  constructor(factory: IDBFactory, limits = { entries: MAX_ENTRIES, bytes: MAX_BYTES }) {
    this.#factory = factory;
    this.#limits = limits;
  }

  /** Newest first. */
  async list(): Promise<Summary[]> {
    const store = (await this.#transaction('readonly')).objectStore(SUMMARIES);
    const all = await settled<Summary[]>(store.getAll());
    return all.sort((a, b) => b.updatedAt - a.updatedAt);
  }

  async load(id: string): Promise<unknown> {
    return settled<unknown>((await this.#transaction('readonly')).objectStore(BODIES).get(id));
  }

  /** Keeps an entry, or what has become of it; the oldest others go where there are too many. A name that a person gave stays. */
  async save(entry: Entry<unknown>): Promise<void> {
    const transaction = await this.#transaction('readwrite');
    const summaries = transaction.objectStore(SUMMARIES);
    const before = await settled<Summary | undefined>(summaries.get(entry.summary.id));
    const bytes = JSON.stringify(entry.body).length;
    const kept = before === undefined ? {} : { title: before.title, createdAt: before.createdAt };
    summaries.put({ ...entry.summary, ...kept, bytes });
    transaction.objectStore(BODIES).put(entry.body, entry.summary.id);
    const all = await settled<Summary[]>(summaries.getAll());
    for (const id of beyond(all, entry.summary.id, this.#limits)) {
      summaries.delete(id);
      transaction.objectStore(BODIES).delete(id);
    }
    await finished(transaction);
  }

  async rename(id: string, title: string): Promise<void> {
    const transaction = await this.#transaction('readwrite');
    const store = transaction.objectStore(SUMMARIES);
    const summary = await settled<Summary | undefined>(store.get(id));
    if (summary !== undefined) store.put({ ...summary, title });
    await finished(transaction);
  }

  async remove(id: string): Promise<void> {
    const transaction = await this.#transaction('readwrite');
    transaction.objectStore(SUMMARIES).delete(id);
    transaction.objectStore(BODIES).delete(id);
    await finished(transaction);
  }

  async clear(): Promise<void> {
    const transaction = await this.#transaction('readwrite');
    transaction.objectStore(SUMMARIES).clear();
    transaction.objectStore(BODIES).clear();
    await finished(transaction);
  }

  /** Everything, as a JSON file holds it. */
  async exported(): Promise<string> {
    const summaries = await this.list();
    const entries = await Promise.all(
      summaries.map(async ({ searchText: _, ...summary }) => ({ ...summary, body: await this.load(summary.id) })),
    );
    return JSON.stringify({ v: VERSION, entries }, null, 2);
  }

  async #transaction(mode: IDBTransactionMode): Promise<IDBTransaction> {
    this.#opened ??= this.#open();
    return (await this.#opened).transaction([SUMMARIES, BODIES], mode);
  }

  async #open(): Promise<IDBDatabase> {
    const request = this.#factory.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(SUMMARIES, { keyPath: 'id' });
      request.result.createObjectStore(BODIES);
    };
    return settled(request);
  }
}

/** Those in whose text every word of the query is. */
export function search(summaries: Summary[], query: string): Summary[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return summaries.filter((one) => {
    const text = `${one.title.toLowerCase()} ${one.models.join(' ').toLowerCase()} ${one.searchText}`;
    return words.every((word) => text.includes(word));
  });
}

/** The first line of what was asked, cut to a length. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** The oldest that no longer fit; never the one just kept. */
function beyond(all: Summary[], kept: string, limits: { entries: number; bytes: number }): string[] {
  const newest = all.toSorted((a, b) => Number(b.id === kept) - Number(a.id === kept) || b.updatedAt - a.updatedAt);
  let bytes = 0;
  return newest.flatMap((one, at) => {
    bytes += one.bytes;
    return at > 0 && (at >= limits.entries || bytes > limits.bytes) ? [one.id] : [];
  });
}

function settled<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result as T);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("the browser's store refused"));
    };
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error("the browser's store refused"));
    };
  });
}
