import { expect, test } from 'vitest';
import { unlessLost } from './polling';

test('what was never there is asked for again by people alone', () => {
  const interval = unlessLost(5_000);
  expect(interval({ state: { data: undefined, status: 'pending' } })).toBe(5_000);
  expect(interval({ state: { data: [], status: 'error' } })).toBe(5_000);
  expect(interval({ state: { data: undefined, status: 'error' } })).toBe(false);
  expect(unlessLost(false)({ state: { data: [], status: 'success' } })).toBe(false);
});
