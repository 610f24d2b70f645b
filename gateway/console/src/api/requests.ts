/** Calls that have ended. */
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Page } from './pages';
import { unlessLost } from './polling';
import type { RequestDetail, RequestRow, RequestsQuery } from './types';

/** Reads a page of calls, newest first. */
export function readRequests(query: RequestsQuery, signal: AbortSignal): Promise<Page<RequestRow>> {
  return bodyOf(api.GET('/api/requests', { params: { query }, signal }));
}

/** The newest calls. */
export const newestRequestsQuery = (limit: number, refresh: number | false) =>
  queryOptions({
    queryKey: ['requests', 'newest', limit],
    queryFn: ({ signal }) => readRequests({ limit }, signal),
    refetchInterval: unlessLost(refresh),
  });

/** One call in full. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id],
    queryFn: ({ signal }): Promise<RequestDetail> =>
      bodyOf(api.GET('/api/requests/{id}', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
