/** Usage: figures over time. */
import { api, bodyOf } from './client';
import type { Usage, UsageQuery } from './types';

/** Reads the usage of a range. */
export function readUsage(query: UsageQuery, signal: AbortSignal): Promise<Usage> {
  return bodyOf(api.GET('/api/analytics/usage', { params: { query }, signal }));
}
