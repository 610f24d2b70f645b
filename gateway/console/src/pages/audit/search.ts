import type { AuditQuery } from '../../api/types';
import { oneOf, textOf } from '../../app/search';
import { parseRange, type RangeSearch } from '../../usage/range';

/** The log's streams. */
export const streams = ['CONTROL', 'TRAFFIC', 'LEDGER', 'ACTIVITY'] as const;

/** One of them. */
export type Stream = (typeof streams)[number];

/** The page's state in the address. */
export interface AuditSearch extends RangeSearch {
  stream?: Stream;
  type?: string;
  actor?: string;
  subject?: string;
  follow?: 'on';
  /** The event that is shown in full. */
  event?: string;
}

/** Reads it. */
export function parseAuditSearch(search: Record<string, unknown>): AuditSearch {
  const stream = oneOf(search.stream, streams);
  const type = textOf(search.type);
  const actor = textOf(search.actor);
  const subject = textOf(search.subject);
  const event = textOf(search.event);
  return {
    ...parseRange(search),
    ...(stream ? { stream } : {}),
    ...(type ? { type } : {}),
    ...(actor ? { actor } : {}),
    ...(subject ? { subject } : {}),
    ...(search.follow === 'on' ? { follow: 'on' as const } : {}),
    ...(event ? { event } : {}),
  };
}

/** What events to ask for, apart from the times. */
export function toAuditQuery(search: AuditSearch): AuditQuery {
  const { stream, type, actor, subject } = search;
  return { stream, type, actor, subject };
}
