/** What models cost, and how they stand to the catalogue. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage } from './pages';
import type { DriftReport, Price } from './types';

/** The prices in force, by the model's id. */
export const pricesQuery = queryOptions({
  queryKey: ['models', 'prices'],
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, Price>> => {
    const all = await everyPage((cursor) =>
      bodyOf(api.GET('/api/prices', { params: { query: { limit: 500, cursor } }, signal })),
    );
    return new Map(all.map((price) => [price.id, price]));
  },
});

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
