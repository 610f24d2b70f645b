/**
 * Kept by hand for the routes that `schemas/http/openapi.json` does not describe truthfully yet: its schema `Tokens` is the
 * number of tokens of a model, and the analytics' token counters refer to it by the same name; the status and operation of a call are plain
 * strings; and the data of an audit event are an object without members. Once they are right this file is deleted, and
 * `api/types.ts` and `api/client.ts` use the generated types alone.
 */
import type { components } from './schema';

export interface Named {
  id: string;
  name: string;
}

export interface TokenCounters {
  input: number;
  output: number;
  input_uncached: number;
  cache_read: number;
  cache_write_5m: number;
  cache_write_1h: number;
  audio_in: number;
  image_in: number;
  output_text: number;
  output_reasoning: number;
  audio_out: number;
  image_out: number;
}

export interface Quantiles {
  p50: number;
  p90: number;
  p99: number;
}

export interface Metrics {
  requests: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  refused: number;
  errors: number;
  attempts: number;
  tokens: TokenCounters;
  images: number;
  seconds: number;
  searches: number;
  answered: number;
  cost_usd: string;
  unpriced_requests: number;
  latency_ms: Quantiles | null;
  time_to_first_token_ms: Quantiles | null;
}

export type Dimension = 'model' | 'provider' | 'user' | 'key' | 'app' | 'organization' | 'status' | 'operation';
export type Interval = 'minute' | 'hour' | 'day' | 'month';

export interface Series {
  group: { [D in Dimension]?: Named | null };
  groups: number;
  other: boolean;
  totals: Metrics;
  points: ({ start: string } & Metrics)[];
}

export interface Usage {
  from: string;
  to: string;
  interval: Interval | null;
  timezone: string;
  group_by: Dimension[];
  totals: Metrics;
  series: Series[];
  previous: { from: string; to: string; totals: Metrics } | null;
}

export type RequestStatus = 'succeeded' | 'failed' | 'cancelled' | 'refused';
export type Operation = 'chat' | 'embeddings' | 'image_generation' | 'image_edit';

export interface RequestRow {
  id: string;
  organization: Named;
  started_at: string;
  ended_at: string;
  operation: Operation;
  requested_model: string | null;
  provider: Named | null;
  model: string | null;
  key: Named | null;
  user: Named | null;
  app: Named | null;
  stream: boolean;
  status: RequestStatus;
  failure: string | null;
  http_status: number;
  attempt_count: number;
  latency_ms: number;
  time_to_first_token_ms: number | null;
  usage_source: string | null;
  usage: TokenCounters & { images: number; seconds: number; searches: number; answered: number };
  cost_usd: string | null;
  price_version: string | null;
}

export interface Attempt {
  number: number;
  provider: Named;
  model: string;
  credential: Named | null;
  started_after_ms: number;
  first_byte_ms: number | null;
  duration_ms: number;
  http_status: number | null;
  failure: string | null;
}

export interface RequestDetail extends RequestRow {
  attempts: Attempt[];
  log: { stream: string; sequence: number; event_index: number; commit_id: string };
}

export interface AuditEvent {
  id: string;
  position: { stream: string; sequence: number; event: number };
  commit: string;
  time: string;
  recorded_at: string;
  actor: { kind: string; id: string | null; name: string | null; on_behalf_of: string | null };
  subject: { noun: string; id: string; name: string | null };
  type: string;
  cause: string | null;
  data: Record<string, unknown>;
}

export interface Filters {
  model?: string[];
  provider?: string[];
  user?: string[];
  key?: string[];
  app?: string[];
  organization?: string[];
  status?: RequestStatus[];
  operation?: Operation[];
}

export interface UsageQuery extends Filters {
  from?: string;
  to?: string;
  interval?: Interval;
  timezone?: string;
  group_by?: string;
  limit?: number;
  order?: string;
  /** Which percentiles are computed; those left out are null, and the answer is quicker. */
  metrics?: '' | 'latency' | 'time_to_first_token' | 'latency,time_to_first_token';
  compare?: 'previous';
  format?: 'json' | 'csv';
}

export interface RequestsQuery extends Filters {
  from?: string;
  to?: string;
  failure?: string[];
  requested_model?: string[];
  http_status?: number[];
  min_duration?: number;
  id?: string;
  limit?: number;
  cursor?: string;
  format?: 'json' | 'csv';
}

export interface AuditQuery {
  stream?: 'CONTROL' | 'TRAFFIC' | 'LEDGER' | 'ACTIVITY';
  type?: string;
  actor?: string;
  subject?: string;
  from?: string;
  to?: string;
  after?: number;
  limit?: number;
  cursor?: string;
}

type Answer<T> = { headers: { [name: string]: unknown }; content: { 'application/json': T } };
type Refusal = {
  headers: { [name: string]: unknown };
  content: { 'application/problem+json': components['schemas']['Problem'] };
};
type Got<Q, P, T> = {
  parameters: { query?: Q; header?: never; path?: P; cookie?: never };
  requestBody?: never;
  responses: { 200: Answer<T>; 400: Refusal };
};
type Nothing = { parameters: { query?: never; header?: never; path?: never; cookie?: never } };

/** The routes, in the shape of the generated ones. */
export interface PendingPaths {
  '/api/analytics/usage': Nothing & { get: Got<UsageQuery, never, Usage> };
  '/api/requests': Nothing & { get: Got<RequestsQuery, never, { data: RequestRow[]; next_cursor: string | null }> };
  '/api/requests/{id}': Nothing & {
    get: Omit<Got<never, { id: string }, RequestDetail>, 'parameters'> & {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
    };
  };
  '/api/audit/events': Nothing & { get: Got<AuditQuery, never, { data: AuditEvent[]; next_cursor: string | null }> };
}
