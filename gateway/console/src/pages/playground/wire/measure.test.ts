import { describe, expect, it } from 'vitest';
import { figures, marks } from './measure';

const usage = { inputTokens: 1, outputTokens: 50, cachedTokens: null, reasoningTokens: null };

describe('figures', () => {
  it('count tokens over the time in which they came', () => {
    const timing = { startedAt: 1000, firstOutputAt: 1500, endedAt: 2500 };
    expect(figures(timing, usage)).toEqual({ latencyMs: 1500, firstTokenMs: 500, tokensPerSecond: 50 });
  });

  it('count over the whole time where the answer came in one piece', () => {
    const timing = { startedAt: 0, firstOutputAt: 500, endedAt: 500 };
    expect(figures(timing, usage).tokensPerSecond).toBe(100);
  });

  it('are unknown where nothing says them', () => {
    expect(figures({ startedAt: 0, firstOutputAt: null, endedAt: null }, null)).toEqual({
      latencyMs: null,
      firstTokenMs: null,
      tokensPerSecond: null,
    });
    expect(figures({ startedAt: 0, firstOutputAt: 1, endedAt: 2 }, null).tokensPerSecond).toBeNull();
  });
});

describe('marks', () => {
  it('name the fastest and the cheapest', () => {
    const found = marks([
      { id: 'a', latencyMs: 900, cost: '0.02' },
      { id: 'b', latencyMs: 300, cost: '0.1' },
      { id: 'c', latencyMs: null, cost: '0.02' },
    ]);
    expect(found).toEqual({ fastest: new Set(['b']), cheapest: new Set(['a', 'c']) });
  });

  it('name no cheapest where a cost is unknown, and nobody where all are alike or alone', () => {
    expect(
      marks([
        { id: 'a', latencyMs: 1, cost: '1' },
        { id: 'b', latencyMs: 1, cost: null },
      ]),
    ).toEqual({
      fastest: new Set(),
      cheapest: new Set(),
    });
    expect(marks([{ id: 'a', latencyMs: 1, cost: '1' }]).fastest.size).toBe(0);
  });
});
