import { parseRange, type RangeSearch } from '../../usage/range';

/** The overview's state in the address. */
export interface OverviewSearch extends RangeSearch {
  live?: 'off';
}

/** Reads it. */
export function parseOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  return { ...parseRange(search), ...(search.live === 'off' ? { live: 'off' as const } : {}) };
}
