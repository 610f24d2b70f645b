/** Routes: names that clients call, and where their calls go. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage } from './pages';
import type { NewRoute, ProviderHealth, Route, RouteChange } from './types';

/** All routes. */
export const routesQuery = queryOptions({
  queryKey: ['routes'],
  queryFn: ({ signal }): Promise<Route[]> =>
    everyPage((cursor) => bodyOf(api.GET('/api/routes', { params: { query: { limit: 500, cursor } }, signal }))),
});

/** What live calls say of each provider; asked again and again while it is shown. */
export const healthQuery = queryOptions({
  queryKey: ['health', 'providers'],
  queryFn: ({ signal }): Promise<ProviderHealth[]> =>
    everyPage((cursor) =>
      bodyOf(api.GET('/api/health/providers', { params: { query: { limit: 500, cursor } }, signal })),
    ),
  refetchInterval: 5_000,
});

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['routes'] });
}

/** Adds a route. */
export function useAddRoute() {
  return useMutation({
    mutationFn: (route: NewRoute) => bodyOf(api.POST('/api/routes', { body: route })),
    onSuccess: useRefresh(),
  });
}

/** Changes a route. */
export function useChangeRoute() {
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: RouteChange }) =>
      bodyOf(api.PATCH('/api/routes/{id}', { params: { path: { id } }, body: change })),
    onSuccess: useRefresh(),
  });
}

/** Removes a route. */
export function useRemoveRoute() {
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/routes/{id}', { params: { path: { id } } }),
    onSuccess: useRefresh(),
  });
}
