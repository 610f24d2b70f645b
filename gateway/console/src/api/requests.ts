/** Calls that have ended. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Page } from './pages';
import type { RequestDetail, RequestRow, RequestsQuery } from './types';

/** Calls, newest first, a page at a time. */
export const requestsQuery = (query: RequestsQuery) =>
  infiniteQueryOptions({
    queryKey: ['requests', query],
    queryFn: ({ pageParam, signal }): Promise<Page<RequestRow>> =>
      bodyOf(
        api.GET('/api/requests', {
          params: { query: { limit: 50, ...query, cursor: pageParam || undefined } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

/** The newest calls. */
export const newestRequestsQuery = (limit: number, refresh: number | false) =>
  queryOptions({
    queryKey: ['requests', 'newest', limit],
    queryFn: ({ signal }): Promise<Page<RequestRow>> =>
      bodyOf(api.GET('/api/requests', { params: { query: { limit } }, signal })),
    refetchInterval: refresh,
  });

/** One call in full. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['requests', 'one', id],
    queryFn: ({ signal }): Promise<RequestDetail> =>
      bodyOf(api.GET('/api/requests/{id}', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
