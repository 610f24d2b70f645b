/** Lists that come in pages. */

/** One page of a list. */
export interface Page<T> {
  data: T[];
  next_cursor?: string | null;
}

/** The most pages that are read of one list, so that no loop is without an end. */
const mostPages = 200;

/** Every item of a list, page by page. */
export async function everyPage<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { data, next_cursor } = await read(cursor);
    for (const item of data) all.push(item);
    if (!next_cursor) return all;
    cursor = next_cursor;
  }
  return all;
}
