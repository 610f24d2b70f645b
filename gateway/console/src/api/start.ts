/** How far the first steps are, and how the hub is. */
import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf, hubFetch } from './client';
import { unlessLost } from './polling';
import { problemOf } from './problem';
import type { Readiness, Start } from './types';

/** Which of the first steps are done. */
export const startQuery = (refresh: number | false = false) =>
  queryOptions({
    queryKey: ['start'],
    queryFn: ({ signal }): Promise<Start> => bodyOf(api.GET('/api/start', { signal })),
    refetchInterval: unlessLost(refresh),
  });

function isReadiness(body: unknown): body is Readiness {
  return typeof body === 'object' && body !== null && 'status' in body && 'live' in body;
}

/** Whether the hub can serve, and each part of it; a hub that is unready says so in the same shape. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: async ({ signal }): Promise<Readiness> => {
    const response = await hubFetch('/readyz', { signal });
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null);
    // Somebody between, such as a proxy, may answer by itself.
    if (!isReadiness(body)) throw await problemOf(response);
    return body;
  },
  refetchInterval: unlessLost(5_000),
});
