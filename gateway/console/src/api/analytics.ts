/** Usage: figures over time. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Usage, UsageQuery } from './types';

/** The usage of a range. Former figures stay in sight while new ones are on their way. */
export const usageQuery = (query: UsageQuery, refresh: number | false = false) =>
  queryOptions({
    queryKey: ['usage', query],
    queryFn: ({ signal }): Promise<Usage> => bodyOf(api.GET('/api/analytics/usage', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refresh,
  });
