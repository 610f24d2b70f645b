/** Filters of calls as the address names them, which is as the hub names them: an empty value stands for "none". */

import type { Dimension, Filters, Named, Operation, RequestStatus } from '../api/types';
import { listOf } from '../app/search';

/** What calls can be filtered by. */
export const filterNames = ['provider', 'model', 'key', 'status', 'operation', 'user', 'app'] as const;

/** One of them. */
export type FilterName = (typeof filterNames)[number];

/** Filters in the address. */
export type FilterSearch = { [N in FilterName]?: string[] };

/** How calls end. */
export const statuses: readonly RequestStatus[] = ['succeeded', 'failed', 'cancelled', 'refused'];

/** What calls ask for. */
export const operations: readonly Operation[] = [
  'chat',
  'embeddings',
  'image_generation',
  'image_edit',
  'moderation',
  'rerank',
  'speech',
  'transcription',
];

function allowed<T extends string>(values: string[] | undefined, all: readonly T[]): T[] | undefined {
  const found = all.filter((each) => values?.includes(each));
  return found.length > 0 ? found : undefined;
}

/** Reads the filters from the address; what the hub would refuse is left out. */
export function parseFilters(search: Record<string, unknown>): FilterSearch {
  const filters: FilterSearch = {};
  for (const name of filterNames) {
    const values = listOf(search[name]);
    const sound =
      name === 'status' ? allowed(values, statuses) : name === 'operation' ? allowed(values, operations) : values;
    if (sound) filters[name] = sound;
  }
  return filters;
}

/** The filters as the hub takes them. */
export function toFilters(search: FilterSearch): Filters {
  return {
    ...search,
    status: allowed(search.status, statuses),
    operation: allowed(search.operation, operations),
  };
}

/** How many filters are set. */
export function filterCount(search: FilterSearch): number {
  return filterNames.filter((name) => search[name]).length;
}

/** The filters that lead to the calls of one group. */
export function filtersOfGroup(group: { [D in Dimension]?: Named | null }): FilterSearch {
  const filters: FilterSearch = {};
  for (const name of filterNames) {
    const value = group[name];
    if (value !== undefined) filters[name] = [value?.id ?? ''];
  }
  return filters;
}
