/** The figures that pages show: how each is read, named and written. */
import type { Metrics } from '../api/types';
import { approximate } from '../format/decimal';
import type { Formatters } from '../format/format';
import type { PlainKey } from '../i18n';

/** The figures that can be charted and ordered by. */
export const metricNames = [
  'requests',
  'tokens',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'errors',
  'latency_p50',
  'latency_p90',
  'latency_p99',
  'time_to_first_token_p50',
  'time_to_first_token_p90',
  'time_to_first_token_p99',
] as const;

/** A figure. */
export type MetricName = (typeof metricNames)[number];

/** A figure's ways. */
export interface Metric {
  label: PlainKey;
  /** The value for drawing; null where there is none. */
  read: (metrics: Metrics) => number | null;
  /** The value in full. */
  text: (metrics: Metrics, format: Formatters) => string;
  /** A value on an axis. */
  short: (value: number, format: Formatters) => string;
  /** Whether values of groups add up to the whole. */
  adds: boolean;
  /** Whether more of it is worse. */
  lessIsBetter: boolean;
}

const count = (label: PlainKey, read: (metrics: Metrics) => number, lessIsBetter = false): Metric => ({
  label,
  read,
  text: (metrics, format) => format.number(read(metrics)),
  short: (value, format) => format.compact(value),
  adds: true,
  lessIsBetter,
});

type Timing = 'latency_ms' | 'time_to_first_token_ms';

const timing = (label: PlainKey, what: Timing, quantile: 'p50' | 'p90' | 'p99'): Metric => ({
  label,
  read: (metrics) => metrics[what]?.[quantile] ?? null,
  text: (metrics, format) => {
    const value = metrics[what]?.[quantile];
    return value === undefined ? '–' : format.duration(value);
  },
  short: (value, format) => format.duration(value),
  adds: false,
  lessIsBetter: true,
});

/** What was spent; null where nothing of it is known, since no call has a price. */
export function spendOf(all: Metrics): string | null {
  return all.unpriced_requests > 0 && approximate(all.cost_usd) === 0 ? null : all.cost_usd;
}

function readSpend(all: Metrics): number | null {
  const spend = spendOf(all);
  return spend === null ? null : approximate(spend);
}

/** Every figure by its name. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  requests: count('metrics.requests', (all) => all.requests),
  tokens: count('metrics.tokens', (all) => all.tokens.input + all.tokens.output),
  input_tokens: count('metrics.inputTokens', (all) => all.tokens.input),
  output_tokens: count('metrics.outputTokens', (all) => all.tokens.output),
  cost_usd: {
    label: 'metrics.spend',
    read: readSpend,
    text: (all, format) => {
      const spend = spendOf(all);
      return spend === null ? '–' : format.money(spend);
    },
    short: (value, format) => format.moneyShort(String(value)),
    adds: true,
    lessIsBetter: true,
  },
  errors: count('metrics.errors', (all) => all.errors, true),
  latency_p50: timing('metrics.latencyP50', 'latency_ms', 'p50'),
  latency_p90: timing('metrics.latencyP90', 'latency_ms', 'p90'),
  latency_p99: timing('metrics.latencyP99', 'latency_ms', 'p99'),
  time_to_first_token_p50: timing('metrics.firstTokenP50', 'time_to_first_token_ms', 'p50'),
  time_to_first_token_p90: timing('metrics.firstTokenP90', 'time_to_first_token_ms', 'p90'),
  time_to_first_token_p99: timing('metrics.firstTokenP99', 'time_to_first_token_ms', 'p99'),
};

/** How much a figure changed, as a share; null where there was nothing before. */
export function changeOf(now: number | null, before: number | null): number | null {
  if (now === null || before === null || before === 0) return null;
  return (now - before) / before;
}

/** The share of calls that went wrong; null where there were none. */
export function errorRate(all: Metrics): number | null {
  return all.requests === 0 ? null : all.errors / all.requests;
}

/** Which percentiles must be computed to show a figure. */
export function percentilesOf(name: MetricName): '' | 'latency' | 'time_to_first_token' {
  if (name.startsWith('latency')) return 'latency';
  return name.startsWith('time_to_first_token') ? 'time_to_first_token' : '';
}
