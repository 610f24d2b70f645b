import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { readEvents } from '../../api/audit';
import { withQuery } from '../../api/queryString';
import { useArrivals } from '../../api/useArrivals';
import { rangeQuery } from '../../usage/useUsage';
import { type AuditSearch, toAuditQuery } from './search';

/** The times of the page's query; none where the address names none. */
export function timesOf(search: AuditSearch): { from?: string; to?: string } {
  if (!search.range && !search.from) return {};
  return rangeQuery({ search, preset: '30d', align: undefined }, new Date());
}

/** The events of the page: those recorded before, and, while following, those that are recorded now. */
export function useEvents(search: AuditSearch) {
  const query = toAuditQuery(search);
  const range = { range: search.range, from: search.from, to: search.to };
  const past = useInfiniteQuery({
    queryKey: ['audit', query, range],
    queryFn: async ({ pageParam, signal }) => {
      const times = pageParam?.times ?? timesOf(search);
      const page = await readEvents({ ...query, ...times, cursor: pageParam?.cursor, limit: 50 }, signal);
      return { ...page, times };
    },
    initialPageParam: null as null | { cursor: string; times: { from?: string; to?: string } },
    getNextPageParam: (page) => (page.next_cursor ? { cursor: page.next_cursor, times: page.times } : undefined),
    placeholderData: keepPreviousData,
    // What was recorded a moment ago is looked for whenever the page is opened.
    staleTime: 0,
  });
  const url = search.follow === 'on' ? withQuery('/api/audit/events/tail', { ...query }) : null;
  const recorded = past.data?.pages.flatMap((page) => page.data);
  return { past, ...useArrivals(url, recorded) };
}
