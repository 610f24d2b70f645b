/** Many changes at once: a few under way at a time, and none is given up because another was refused. */

/** How many are under way at a time. */
const atOnce = 6;

/** What became of many changes. */
export interface Changed {
  done: number;
  refused: Error[];
}

/** Makes every change; tells how many are done after each. */
export async function changeAll<T>(
  wanted: readonly T[],
  change: (one: T) => Promise<unknown>,
  onProgress: (done: number) => void,
): Promise<Changed> {
  const changed: Changed = { done: 0, refused: [] };
  const left = wanted.values();
  const work = async () => {
    for (const one of left) {
      try {
        await change(one);
        changed.done += 1;
        onProgress(changed.done);
      } catch (error) {
        changed.refused.push(error instanceof Error ? error : new Error(String(error)));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return changed;
}
