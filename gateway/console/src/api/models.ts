/** Models. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage } from './pages';
import type { Model, ModelChange, NewModel } from './types';

/** All models. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }): Promise<Model[]> =>
    everyPage((cursor) => bodyOf(api.GET('/api/models', { params: { query: { limit: 500, cursor } }, signal }))),
});

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['models'] }),
      client.invalidateQueries({ queryKey: ['start'] }),
    ]);
}

/** Adds a model by hand. */
export function useAddModel() {
  return useMutation({
    mutationFn: (model: NewModel) => bodyOf(api.POST('/api/models', { body: model })),
    onSuccess: useRefresh(),
  });
}

/** Changes a model. */
export function useChangeModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ model, change }: { model: Model; change: ModelChange }) =>
      bodyOf(
        api.PATCH('/api/models/{provider}/{model}', {
          params: { path: { provider: model.provider, model: model.model } },
          body: change,
        }),
      ),
    onSuccess: (changed) => {
      client.setQueryData(modelsQuery.queryKey, (all) => all?.map((each) => (each.id === changed.id ? changed : each)));
    },
  });
}

/** Removes a model. */
export function useRemoveModel() {
  return useMutation({
    mutationFn: (model: Model) =>
      api.DELETE('/api/models/{provider}/{model}', {
        params: { path: { provider: model.provider, model: model.model } },
      }),
    onSuccess: useRefresh(),
  });
}
