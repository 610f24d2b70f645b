/** Numbers that look random and are the same each time. */

/** A generator from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of several, the first ones more often. */
export function pick<T>(random: () => number, all: readonly T[]): T {
  const index = Math.floor(random() ** 1.8 * all.length);
  const found = all[index] ?? all[0];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** An id whose number is `index`. */
export function id(kind: number, index: number): string {
  const tail = (index * 2_654_435_761 + kind * 40_503) >>> 0;
  return `019ab${kind.toString(16).padStart(3, '0')}-${(index % 65_536).toString(16).padStart(4, '0')}-7${'abc'[index % 3]}4f-9e2d-${tail.toString(16).padStart(12, '0')}`;
}
