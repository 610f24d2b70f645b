/** Made-up figures over time, with the same totals however they are grouped. */
import type { Dimension, Interval, Metrics, Named, Series, Usage } from '../../src/api/types';
import { approximate, sumDecimals } from '../../src/format/decimal';
import { seeded } from './random';
import type { World } from './world';

const lengths: Readonly<Record<Interval, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 2_592_000_000,
};

function metrics(random: () => number, volume: number, scale: number): Metrics {
  const requests = Math.round(volume * (0.7 + 0.6 * random()));
  const failed = Math.round(requests * 0.02 * random());
  const refused = Math.round(requests * 0.015 * random());
  const cancelled = Math.round(requests * 0.02 * random());
  const input = Math.round(requests * 1_400 * scale * (0.8 + 0.4 * random()));
  const output = Math.round(requests * 360 * scale * (0.8 + 0.4 * random()));
  const cached = Math.round(input * 0.3);
  const p50 = 640 + 300 * random();
  return {
    requests,
    succeeded: requests - failed - refused - cancelled,
    failed,
    cancelled,
    refused,
    errors: failed + refused,
    attempts: requests + failed,
    tokens: {
      input,
      output,
      input_uncached: input - cached,
      cache_read: cached,
      cache_write_5m: 0,
      cache_write_1h: 0,
      audio_in: 0,
      image_in: 0,
      output_text: Math.round(output * 0.85),
      output_reasoning: output - Math.round(output * 0.85),
      audio_out: 0,
      image_out: 0,
    },
    images: 0,
    seconds: 0,
    searches: 0,
    characters: 0,
    answered: requests,
    cost_usd: ((input * 0.15 + output * 0.6) / 1_000_000).toFixed(9),
    unpriced_requests: Math.round(requests * 0.003),
    latency_ms: requests ? { p50, p90: p50 * 2.7, p99: p50 * 7.4 } : null,
    time_to_first_token_ms: requests ? { p50: p50 * 0.3, p90: p50 * 0.6, p99: p50 * 1.6 } : null,
  };
}

function add(left: Metrics, right: Metrics): Metrics {
  const sum = { ...left, tokens: { ...left.tokens } };
  for (const name of [
    'requests',
    'succeeded',
    'failed',
    'cancelled',
    'refused',
    'errors',
    'attempts',
    'answered',
    'unpriced_requests',
  ] as const) {
    sum[name] += right[name];
  }
  for (const name of Object.keys(sum.tokens) as (keyof Metrics['tokens'])[]) sum.tokens[name] += right.tokens[name];
  sum.cost_usd = sumDecimals([left.cost_usd, right.cost_usd]);
  sum.latency_ms = right.latency_ms ?? left.latency_ms;
  sum.time_to_first_token_ms = right.time_to_first_token_ms ?? left.time_to_first_token_ms;
  return sum;
}

const nothing = (): Metrics => metrics(() => 0, 0, 0);

function valuesOf(world: World, dimension: Dimension): (Named | null)[] {
  switch (dimension) {
    case 'provider':
      return world.providers.map((each) => ({ id: each.name, name: each.display_name ?? each.name }));
    case 'key':
      return [...world.keys.map((each): Named => ({ id: each.id, name: each.name })), null];
    case 'model':
      return world.models.map((each) => ({ id: each.model, name: each.model }));
    case 'status':
      return ['succeeded', 'failed', 'cancelled', 'refused'].map((each) => ({ id: each, name: each }));
    case 'operation':
      return ['chat', 'embeddings', 'image_generation'].map((each) => ({ id: each, name: each }));
    case 'organization':
      return [{ id: 'default', name: 'default' }];
    case 'user':
    case 'app':
      return [null];
  }
}

function startsOf(from: number, to: number, interval: Interval | null): number[] {
  if (!interval) return [];
  const length = lengths[interval];
  const first = Math.floor(from / length) * length;
  return Array.from({ length: Math.max(1, Math.ceil((to - first) / length)) }, (_, index) => first + index * length);
}

/** The answer of the usage route. */
export function usage(world: World, query: URLSearchParams): Usage {
  const to = new Date(query.get('to') ?? Date.now()).getTime();
  const from = new Date(query.get('from') ?? to - 86_400_000).getTime();
  const interval = query.get('interval') as Interval | null;
  const dimensions = (query.get('group_by') ?? '').split(',').filter(Boolean) as Dimension[];
  const filtered = ['model', 'provider', 'key', 'status', 'operation'].filter((name) => query.has(name)).length;
  const volume =
    ((world.scale ? 4_200 : 0) * (world.scale > 1 ? 260_000 : 1) * (to - from)) / 86_400_000 / 4 ** filtered;
  const limit = Number(query.get('limit') ?? (interval ? 10 : 50));
  const first = dimensions[0];
  const groups = first
    ? valuesOf(world, first).filter((each) => !query.has(first) || query.getAll(first).includes(each?.id ?? ''))
    : [undefined];
  const starts = startsOf(from, to, interval);
  const shares = groups.map((_, index) => 1 / (index + 1) ** 1.3);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const series = groups.map((value, index): Series => {
    const random = seeded(Math.floor(from / 86_400_000) + index * 991);
    const share = (volume * (shares[index] ?? 0)) / whole;
    const points = starts.map((start) => {
      const daily =
        interval === 'hour' || interval === 'minute' ? 1 + 0.6 * Math.sin((start / 86_400_000) * 2 * Math.PI - 2) : 1;
      return { start: new Date(start).toISOString(), ...metrics(random, (share * daily) / starts.length, world.scale) };
    });
    const totals = points.length ? points.reduce<Metrics>(add, nothing()) : metrics(random, share, world.scale);
    const group = Object.fromEntries(
      dimensions.map((name, place) => [name, place ? (valuesOf(world, name)[index % 3] ?? null) : (value ?? null)]),
    );
    const { start: _start, ...sums } = totals as Metrics & { start?: string };
    return { group, groups: 1, other: false, totals: sums, points };
  });
  series.sort((left, right) => right.totals.requests - left.totals.requests);
  const shown = world.scale ? series.slice(0, limit) : dimensions.length ? [] : series;
  const rest = series.slice(limit);
  if (world.scale && rest.length > 0) {
    const sum = rest.map((each) => each.totals).reduce(add, nothing());
    const points = starts.map((start, index) => ({
      ...rest.map((each) => each.points[index] ?? nothing()).reduce<Metrics>(add, nothing()),
      start: new Date(start).toISOString(),
    }));
    shown.push({ group: {}, groups: rest.length, other: true, totals: sum, points });
  }
  const totals = series.map((each) => each.totals).reduce(add, nothing());
  const iso = (time: number) => new Date(time).toISOString();
  return {
    from: iso(from),
    to: iso(to),
    interval,
    timezone: query.get('timezone') ?? 'UTC',
    group_by: dimensions,
    totals,
    series: shown,
    previous:
      query.get('compare') === 'previous'
        ? {
            from: iso(2 * from - to),
            to: iso(from),
            totals: metrics(seeded(5), approximate(String(totals.requests)) * 0.86, world.scale),
          }
        : null,
  };
}
