import { describe, expect, test } from 'vitest';
import { everyPage } from './pages';

describe('every page of a list', () => {
  test('is read in order until there is no next one', async () => {
    const pages = new Map([
      [undefined, { data: [1, 2], next_cursor: 'a' }],
      ['a', { data: [3], next_cursor: 'b' }],
      ['b', { data: [], next_cursor: null }],
    ]);
    const asked: (string | undefined)[] = [];
    const all = await everyPage(async (cursor) => {
      asked.push(cursor);
      return pages.get(cursor) ?? { data: [] };
    });
    expect(all).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'a', 'b']);
  });

  test('is not read for ever where a list has no end', async () => {
    let read = 0;
    await everyPage(async () => {
      read += 1;
      return { data: [read], next_cursor: 'again' };
    });
    expect(read).toBe(200);
  });
});
