import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { withQuery } from '../../api/queryString';
import { readRequests } from '../../api/requests';
import { useArrivals } from '../../api/useArrivals';
import { rangeQuery } from '../../usage/useUsage';
import { type RequestsSearch, toRequestsQuery } from './search';

/** The times of the page's query: an id is searched for in all of time. */
export function timesOf(search: RequestsSearch): { from?: string; to?: string } {
  if (search.id) return {};
  if (!search.range && !search.from) return {};
  return rangeQuery({ search, preset: '30d', align: undefined }, new Date());
}

/** The calls of the page: those that ended before, a page at a time, and, while following, those that end now. */
export function useRequests(search: RequestsSearch) {
  const query = toRequestsQuery(search);
  const range = { range: search.range, from: search.from, to: search.to };
  const following = search.follow === 'on';
  const past = useInfiniteQuery({
    queryKey: ['requests', 'list', query, range],
    queryFn: ({ pageParam, signal }) =>
      readRequests({ ...query, ...(pageParam ? {} : timesOf(search)), ...pageParam, limit: 50 }, signal).then(
        (page) => ({
          ...page,
          times: pageParam ?? timesOf(search),
        }),
      ),
    initialPageParam: null as null | { cursor: string; from?: string; to?: string },
    getNextPageParam: (page) =>
      page.next_cursor ? { from: page.times.from, to: page.times.to, cursor: page.next_cursor } : undefined,
    placeholderData: keepPreviousData,
    // What ended a moment ago is looked for whenever the page is opened.
    staleTime: 0,
  });
  const { id: _id, ...tailQuery } = query;
  const url = following ? withQuery('/api/requests/tail', { ...tailQuery }) : null;
  const ended = past.data?.pages.flatMap((page) => page.data);
  return { past, ...useArrivals(url, ended) };
}
