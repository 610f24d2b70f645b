import { describe, expect, it } from 'vitest';
import { changeAll } from './changeMany';

describe('many changes', () => {
  it('are made a few at a time, each once', async () => {
    let underWay = 0;
    let most = 0;
    const made: number[] = [];
    const progress: number[] = [];
    const wanted = Array.from({ length: 40 }, (_, index) => index);
    const changed = await changeAll(
      wanted,
      async (one) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await Promise.resolve();
        underWay -= 1;
        made.push(one);
      },
      (done) => progress.push(done),
    );
    expect(changed).toEqual({ done: 40, refused: [] });
    expect(made.sort((a, b) => a - b)).toEqual(wanted);
    expect(progress).toEqual(wanted.map((index) => index + 1));
    expect(most).toBe(6);
  });

  it('go on where one is refused, which is told', async () => {
    const changed = await changeAll(
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      async (one) => {
        if (one % 4 === 0) throw new Error(`no ${one}`);
      },
      () => undefined,
    );
    expect(changed.done).toBe(7);
    expect(changed.refused.map((error) => error.message)).toEqual(['no 4', 'no 8']);
  });
});
