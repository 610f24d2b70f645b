/** The log's events. */
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Page } from './pages';
import type { AuditEvent, AuditQuery } from './types';

/** A rare filter is searched for in bounded steps: how many empty ones are taken in one go. */
const mostEmptySteps = 20;

/** Reads events, newest first: a page that has some, or the last of many empty ones. */
export async function readEvents(query: AuditQuery, signal: AbortSignal): Promise<Page<AuditEvent>> {
  let cursor = query.cursor;
  for (let step = 1; ; step++) {
    const page = await bodyOf(api.GET('/api/audit/events', { params: { query: { ...query, cursor } }, signal }));
    if (page.data.length > 0 || !page.next_cursor || step === mostEmptySteps) return page;
    cursor = page.next_cursor;
  }
}

/** The last of what was recorded of a provider's health; asked again and again while it is shown. */
export const healthEventsQuery = (provider: string) =>
  queryOptions({
    queryKey: ['audit', 'health', provider],
    queryFn: async ({ signal }) => {
      const query = { stream: 'ACTIVITY' as const, subject: `health/${provider}`, limit: 8 };
      return (await readEvents(query, signal)).data;
    },
    refetchInterval: 15_000,
  });
