import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { type Entry, History, search, titleOf } from './history';

function entry(id: string, updatedAt: number, body: unknown = { id }): Entry<unknown> {
  const summary = {
    id,
    kind: 'chat' as const,
    title: `Title ${id}`,
    searchText: `asked ${id}`,
    models: ['m'],
    createdAt: updatedAt,
    updatedAt,
    bytes: 0,
  };
  return { summary, body };
}

async function ids(history: History): Promise<string[]> {
  return (await history.list()).map((one) => one.id);
}

describe('the history', () => {
  it('lists the newest first and gives back what was kept', async () => {
    const history = new History(new IDBFactory());
    await history.save(entry('a', 1));
    await history.save(entry('b', 2));
    await history.save(entry('a', 3, { again: true }));
    expect(await ids(history)).toEqual(['a', 'b']);
    expect(await history.load('a')).toEqual({ again: true });
    expect((await history.list())[0]).toMatchObject({ createdAt: 1, updatedAt: 3 });
  });

  it('survives the page: another opens the same', async () => {
    const browser = new IDBFactory();
    await new History(browser).save(entry('a', 1));
    expect(await ids(new History(browser))).toEqual(['a']);
  });

  it('keeps a name that was given, whatever is added', async () => {
    const history = new History(new IDBFactory());
    await history.save(entry('a', 1));
    await history.rename('a', 'Mine');
    await history.save(entry('a', 2));
    expect((await history.list())[0]?.title).toBe('Mine');
  });

  it('lets the oldest go where there are too many or they are too big', async () => {
    const few = new History(new IDBFactory(), { entries: 2, bytes: 1_000_000 });
    for (const [at, id] of ['a', 'b', 'c'].entries()) await few.save(entry(id, at));
    expect(await ids(few)).toEqual(['c', 'b']);
    expect(await few.load('a')).toBeUndefined();
    const small = new History(new IDBFactory(), { entries: 9, bytes: 1000 });
    await small.save(entry('a', 1, 'x'.repeat(600)));
    await small.save(entry('b', 2, 'x'.repeat(600)));
    await small.save(entry('c', 3, 'x'.repeat(6000)));
    expect(await ids(small)).toEqual(['c']);
  });

  it('forgets one, and all', async () => {
    const history = new History(new IDBFactory());
    for (const id of ['a', 'b', 'c']) await history.save(entry(id, 1));
    await history.remove('b');
    expect((await ids(history)).sort()).toEqual(['a', 'c']);
    await history.clear();
    expect(await ids(history)).toEqual([]);
    expect(await history.load('a')).toBeUndefined();
  });

  it('is exported whole', async () => {
    const history = new History(new IDBFactory());
    await history.save(entry('a', 1));
    expect(JSON.parse(await history.exported())).toMatchObject({
      v: 1,
      entries: [{ id: 'a', title: 'Title a', body: { id: 'a' } }],
    });
  });

  it('is searched by every word, in the title, the models and what was said', () => {
    const one = entry('a', 1).summary;
    expect(search([one], 'TITLE asked')).toHaveLength(1);
    expect(search([one], 'title nothing')).toHaveLength(0);
    expect(search([one], '  ')).toHaveLength(1);
  });
});

describe('a title', () => {
  it('is the first line, cut', () => {
    expect(titleOf(' One\nTwo')).toBe('One');
    expect(titleOf('x'.repeat(100))).toHaveLength(80);
  });
});
