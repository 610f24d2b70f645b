import { describe, expect, test } from 'vitest';
import { queryString } from '../api/queryString';
import { parseSearch, stringifySearch } from '../app/search';
import { filtersOfGroup, parseFilters } from './filters';

describe('filters in the address', () => {
  test('survive the way there and back, "none" included', () => {
    const filters = { model: ['openai/gpt-4o', 'a b&c'], key: [''], status: ['failed', 'refused'] };
    expect(parseFilters(parseSearch(stringifySearch(filters)))).toEqual(filters);
  });

  test('leave out what the hub would refuse', () => {
    expect(parseFilters({ status: ['broken', 'failed'], operation: 'dance', colour: 'red' })).toEqual({
      status: ['failed'],
    });
  });

  test('are written as the hub reads them', () => {
    expect(queryString({ model: ['a', 'b'], provider: [''], key: undefined, limit: 5 })).toBe(
      'model=a&model=b&provider=&limit=5',
    );
  });
});

describe('the calls of a group', () => {
  test('are found by the ids of its values, and those without a value by the empty filter', () => {
    const group = { provider: { id: 'openai', name: 'OpenAI (EU)' }, model: null };
    expect(filtersOfGroup(group)).toEqual({ provider: ['openai'], model: [''] });
  });
});
