/** Usage of a range that the address names: "the last hour" is worked out anew at each reading. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { readUsage } from '../api/analytics';
import { unlessLost } from '../api/polling';
import type { Interval, Usage, UsageQuery } from '../api/types';
import { browserTimeZone, type Preset, type RangeSearch, resolveRange } from './range';

/** What to ask for, apart from the times. */
export type UsageAsk = Omit<UsageQuery, 'from' | 'to' | 'timezone'>;

/** A range as the address has it, and the one to take where it names none. */
export interface RangeAsk {
  search: RangeSearch;
  preset: Preset;
  /** What the range's beginning is aligned to. */
  align: Interval | undefined;
}

/** The query of a range. */
export function rangeQuery({ search, preset, align }: RangeAsk, now: Date): { from: string; to: string } {
  const { from, to } = resolveRange(search, preset, align, now);
  return { from: from.toISOString(), to: to.toISOString() };
}

/** Reads usage, and again every `refresh` milliseconds. Former figures stay in sight while new ones are on their way. */
export function useUsage(range: RangeAsk, ask: UsageAsk, refresh: number | false) {
  return useQuery({
    queryKey: ['usage', range, ask],
    queryFn: ({ signal }): Promise<Usage> =>
      readUsage({ ...ask, ...rangeQuery(range, new Date()), timezone: browserTimeZone() }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: unlessLost(refresh),
  });
}
