/** The kinds of providers that can be connected, and what each asks for. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import type { Kind, ProviderKind } from './types';

/** Every kind, in the order in which the hub lists them. */
export const kindsQuery = queryOptions({
  queryKey: ['provider-kinds'],
  queryFn: async ({ signal }): Promise<Kind[]> => (await bodyOf(api.GET('/api/provider-kinds', { signal }))).data,
  staleTime: Number.POSITIVE_INFINITY,
});

/** The kind of a provider, once the hub has told. */
export function useKind(kind: ProviderKind): Kind | undefined {
  return useQuery(kindsQuery).data?.find((each) => each.kind === kind);
}

/** A kind's name for people; the hub's own name until it has told. */
export function useKindTitle(): (kind: ProviderKind) => string {
  const kinds = useQuery(kindsQuery).data;
  return (kind) => kinds?.find((each) => each.kind === kind)?.title ?? kind;
}
