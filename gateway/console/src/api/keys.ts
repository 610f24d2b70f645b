/** API keys. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage } from './pages';
import type { CreatedKey, Key, KeyChange, NewKey } from './types';

/** All keys, without their tokens. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }): Promise<Key[]> =>
    everyPage((cursor) => bodyOf(api.GET('/api/keys', { params: { query: { limit: 500, cursor } }, signal }))),
});

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([client.invalidateQueries({ queryKey: ['keys'] }), client.invalidateQueries({ queryKey: ['start'] })]);
}

/** Creates a key; its token is in the answer and nowhere else. */
export function useCreateKey() {
  return useMutation({
    mutationFn: (key: NewKey): Promise<CreatedKey> => bodyOf(api.POST('/api/keys', { body: key })),
    onSuccess: useRefresh(),
    gcTime: 0,
  });
}

/** Changes what a key may do, from the next call on. */
export function useChangeKey() {
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: KeyChange }) =>
      bodyOf(api.PATCH('/api/keys/{id}', { params: { path: { id } }, body: change })),
    onSuccess: useRefresh(),
  });
}

/** Revokes a key for good. */
export function useRevokeKey() {
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/keys/{id}', { params: { path: { id } } }),
    onSuccess: useRefresh(),
  });
}
