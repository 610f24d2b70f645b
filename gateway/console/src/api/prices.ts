/** How models stand to the catalogue. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { DriftReport } from './types';

/** How the models stand to the catalogue. */
export const driftQuery = queryOptions({
  queryKey: ['models', 'drift'],
  queryFn: ({ signal }): Promise<DriftReport> => bodyOf(api.POST('/api/prices/sync', { body: {}, signal })),
});

/** Leaves to the catalogue what these models have configured otherwise. */
export function useLeaveToCatalogue() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (models: string[]) => bodyOf(api.POST('/api/prices/sync', { body: { dry_run: false, models } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
}
