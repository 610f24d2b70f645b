import { describe, expect, test } from 'vitest';
import { endOfInterval, lengthOf, parseRange, possibleIntervals, readableInterval, resolveRange } from './range';

const now = new Date('2026-11-24T12:34:56.789Z');

describe('a range in the address', () => {
  test('is a preset or two times, and two times win', () => {
    expect(parseRange({ range: '7d' })).toEqual({ range: '7d' });
    const times = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
    expect(parseRange({ range: '7d', ...times })).toEqual(times);
  });

  test('is left out where it makes no sense', () => {
    expect(parseRange({ range: '5m' })).toEqual({});
    expect(parseRange({ from: 'yesterday', to: 'today' })).toEqual({});
    expect(parseRange({ from: '2026-11-02T00:00:00Z', to: '2026-11-01T00:00:00Z' })).toEqual({});
    expect(parseRange({ from: '2026-11-02T00:00:00Z' })).toEqual({});
  });
});

describe('a range at a moment', () => {
  test('begins at a full interval and ends now', () => {
    const { from, to } = resolveRange({ range: '24h' }, '7d', 'hour', now);
    expect(from.toISOString()).toBe('2026-11-23T13:00:00.000Z');
    expect(to).toEqual(now);
  });

  test('of days begins at midnight where the browser is', () => {
    const { from } = resolveRange({ range: '7d' }, '24h', 'day', now);
    expect([from.getHours(), from.getMinutes(), from.getSeconds()]).toEqual([0, 0, 0]);
    expect(now.getTime() - from.getTime()).toBeLessThanOrEqual(lengthOf({ range: '7d' }, '24h'));
  });

  test('takes the page’s preset where the address names none', () => {
    expect(resolveRange({}, '1h', undefined, now).from.toISOString()).toBe('2026-11-24T11:34:56.789Z');
  });
});

describe('intervals', () => {
  test('give a readable number of points', () => {
    const hours = 3_600_000;
    expect(readableInterval(hours)).toBe('minute');
    expect(readableInterval(24 * hours)).toBe('hour');
    expect(readableInterval(7 * 24 * hours)).toBe('day');
    expect(readableInterval(400 * 24 * hours)).toBe('month');
  });

  test('that are offered never make more than the hub gives', () => {
    const days = 86_400_000;
    expect(possibleIntervals(days)).toEqual(['minute', 'hour']);
    expect(possibleIntervals(2 * days)).toEqual(['hour', 'day']);
    expect(possibleIntervals(90 * days)).toEqual(['day', 'month']);
  });

  test('end where the next one begins', () => {
    expect(endOfInterval('2026-11-24T05:00:00.000Z', 'hour').toISOString()).toBe('2026-11-24T06:00:00.000Z');
    expect(endOfInterval('2026-11-24T05:59:00.000Z', 'minute').toISOString()).toBe('2026-11-24T06:00:00.000Z');
  });
});
