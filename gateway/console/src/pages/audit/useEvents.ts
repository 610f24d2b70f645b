import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { readEvents } from '../../api/audit';
import type { DataFrame } from '../../api/frames';
import { withQuery } from '../../api/queryString';
import type { AuditEvent } from '../../api/types';
import { useFollow } from '../../api/useFollow';
import { rangeQuery } from '../../usage/useUsage';
import { type AuditSearch, toAuditQuery } from './search';

const mostFollowed = 200;

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
  });
  const url = search.follow === 'on' ? withQuery('/api/audit/events/tail', { ...query }) : null;
  const [arrived, setArrived] = useState<AuditEvent[]>([]);
  useEffect(() => {
    if (url !== undefined) setArrived([]);
  }, [url]);
  const onEvent = useCallback((event: DataFrame) => {
    const one: AuditEvent = JSON.parse(event.data);
    setArrived((former) => [one, ...former.filter((each) => each.id !== one.id)].slice(0, mostFollowed));
  }, []);
  const live = useFollow(url, onEvent);
  const known = new Set(arrived.map((event) => event.id));
  const recorded = past.data?.pages.flatMap((page) => page.data).filter((event) => !known.has(event.id));
  return { past, live, arrived: known, rows: recorded && [...arrived, ...recorded] };
}
