import { describe, expect, test } from 'vitest';
import { peakOf, roundTicks } from './ticks';

describe('the numbers beside a chart', () => {
  test('are round, few, and reach beyond the largest value', () => {
    expect(roundTicks(275)).toEqual([0, 100, 200, 300]);
    expect(roundTicks(4)).toEqual([0, 1, 2, 3, 4]);
    expect(roundTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(roundTicks(53_000)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(roundTicks(1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test('are nothing alone where there is nothing to measure', () => {
    expect(roundTicks(0)).toEqual([0]);
    expect(roundTicks(Number.NaN)).toEqual([0]);
  });

  test('measure series that stand on one another together', () => {
    const series = [
      { id: 'a', label: 'a', color: '', values: [1, null, 3] },
      { id: 'b', label: 'b', color: '', values: [2, 2, 1] },
    ];
    expect(peakOf(series, true)).toBe(4);
    expect(peakOf(series, false)).toBe(3);
    expect(peakOf([], true)).toBe(0);
  });
});
