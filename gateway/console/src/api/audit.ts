/** The log's events. */
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
