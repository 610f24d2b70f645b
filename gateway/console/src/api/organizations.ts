/** Organisations, and which one is acted in. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { actIn, api, bodyOf } from './client';
import { everyPage } from './pages';
import type { Organization } from './types';

/** All organisations; only the operator may ask. */
export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: ({ signal }): Promise<Organization[]> =>
    everyPage((cursor) => bodyOf(api.GET('/api/organizations', { params: { query: { limit: 500, cursor } }, signal }))),
  staleTime: 60_000,
});

/** Acts in another organisation: everything that was read of the former one is forgotten. */
export function useActIn() {
  const client = useQueryClient();
  const router = useRouter();
  return async (organization: string | null) => {
    actIn(organization);
    await client.cancelQueries();
    client.clear();
    await router.invalidate();
  };
}
