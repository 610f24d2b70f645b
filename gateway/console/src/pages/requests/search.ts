import type { RequestsQuery } from '../../api/types';
import { textOf } from '../../app/search';
import { type FilterSearch, parseFilters, toFilters } from '../../usage/filters';
import { parseRange, type RangeSearch } from '../../usage/range';

/** The page's state in the address. */
export interface RequestsSearch extends RangeSearch, FilterSearch {
  /** The beginning of an id. */
  id?: string;
  min_duration?: number;
  failure?: string[];
  follow?: 'on';
  /** The call that is shown in full. */
  request?: string;
}

/** Reads it. */
export function parseRequestsSearch(search: Record<string, unknown>): RequestsSearch {
  const id = textOf(search.id);
  const request = textOf(search.request);
  const failure = textOf(search.failure);
  const duration = Number(textOf(search.min_duration));
  return {
    ...parseRange(search),
    ...parseFilters(search),
    ...(id ? { id } : {}),
    ...(request ? { request } : {}),
    ...(failure ? { failure: [failure] } : {}),
    ...(Number.isFinite(duration) && duration > 0 ? { min_duration: duration } : {}),
    ...(search.follow === 'on' ? { follow: 'on' as const } : {}),
  };
}

/** Whether the beginning of an id can be searched for. */
export function isIdBeginning(text: string): boolean {
  return /^[0-9a-f-]{4,36}$/i.test(text);
}

/** What calls to ask for, apart from the times. */
export function toRequestsQuery(search: RequestsSearch): RequestsQuery {
  const {
    range: _range,
    from: _from,
    to: _to,
    follow: _follow,
    request: _request,
    id,
    min_duration,
    failure,
    ...filters
  } = search;
  return {
    ...toFilters(filters),
    ...(failure ? { failure } : {}),
    ...(min_duration ? { min_duration } : {}),
    ...(id && isIdBeginning(id) ? { id: id.toLowerCase() } : {}),
  };
}

/** Whether anything but the range narrows the calls. */
export function isNarrowed(search: RequestsSearch): boolean {
  return Object.values(toRequestsQuery(search)).some((value) => value !== undefined);
}
