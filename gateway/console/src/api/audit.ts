/** The log's events. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Page } from './pages';
import type { AuditEvent, AuditQuery } from './types';

/** A rare filter is searched for in bounded steps: how many empty ones are taken in one go. */
const mostEmptySteps = 20;

/** Events, newest first, a page at a time. */
export const auditQuery = (query: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: ['audit', query],
    queryFn: async ({ pageParam, signal }): Promise<Page<AuditEvent>> => {
      let cursor = pageParam || undefined;
      for (let step = 1; ; step++) {
        const page = await bodyOf(
          api.GET('/api/audit/events', { params: { query: { limit: 50, ...query, cursor } }, signal }),
        );
        if (page.data.length > 0 || !page.next_cursor || step === mostEmptySteps) return page;
        cursor = page.next_cursor;
      }
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
