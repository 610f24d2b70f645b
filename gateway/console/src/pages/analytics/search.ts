import type { Dimension, Interval } from '../../api/types';
import { listOf, oneOf } from '../../app/search';
import { type FilterSearch, filterNames, parseFilters } from '../../usage/filters';
import { type MetricName, metricNames } from '../../usage/metrics';
import { lengthOf, parseRange, possibleIntervals, type RangeSearch, readableInterval } from '../../usage/range';

/** What figures can be grouped by. */
export const dimensions: readonly Dimension[] = [
  'model',
  'provider',
  'key',
  'user',
  'app',
  'status',
  'operation',
  'organization',
];

const intervals: readonly Interval[] = ['minute', 'hour', 'day', 'month'];

/** The page's state in the address. */
export interface AnalyticsSearch extends RangeSearch, FilterSearch {
  metric?: MetricName;
  group_by?: Dimension[];
  interval?: Interval;
  order?: MetricName;
  live?: 'on';
}

/** Reads it. */
export function parseAnalyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const groups = (listOf(search.group_by) ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => oneOf(value, dimensions))
    .filter((value) => value !== undefined);
  const distinct = [...new Set(groups)].slice(0, 2);
  const metric = oneOf(search.metric, metricNames);
  const interval = oneOf(search.interval, intervals);
  const order = oneOf(search.order, metricNames);
  return {
    ...parseRange(search),
    ...parseFilters(search),
    ...(metric ? { metric } : {}),
    ...(distinct.length > 0 ? { group_by: distinct } : {}),
    ...(interval ? { interval } : {}),
    ...(order ? { order } : {}),
    ...(search.live === 'on' ? { live: 'on' as const } : {}),
  };
}

/** The interval to draw: the chosen one where the range allows it, else a readable one. */
export function intervalOf(search: AnalyticsSearch): Interval {
  const length = lengthOf(search, '7d');
  const chosen = search.interval;
  return chosen && possibleIntervals(length).includes(chosen) ? chosen : readableInterval(length);
}

/** The filters among the state. */
export function filtersIn(search: AnalyticsSearch): FilterSearch {
  const filters: FilterSearch = {};
  for (const name of filterNames) if (search[name]) filters[name] = search[name];
  return filters;
}

/** The range among the state, named in full so that a link keeps it. */
export function rangeIn(search: AnalyticsSearch): RangeSearch {
  return search.from !== undefined ? { from: search.from, to: search.to } : { range: search.range ?? '7d' };
}
