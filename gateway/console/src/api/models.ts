/** Models. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage, type Page } from './pages';
import type { Model, ModelChange, ModelType, NewModel, Price } from './types';

/** Which models a list is of; every one where nothing is asked for. */
export interface ModelFilter {
  /** Words of their ids and capabilities. */
  search?: string;
  provider?: string;
  type?: ModelType;
  enabled?: boolean;
}

/** A page of models, their prices, and how many models there are on all pages. */
export interface ModelPage extends Page<Model> {
  prices: Price[];
  total: number;
}

const pageLength = 200;

async function read(query: ModelFilter & { limit: number; cursor?: string }, signal?: AbortSignal) {
  const answer = api.GET('/api/models', { params: { query }, signal });
  const [{ response }, page] = await Promise.all([answer, bodyOf(answer)]);
  return { ...page, total: Number(response.headers.get('x-hub-total')) };
}

/** Every model that the filter lets through. */
export function everyModel(filter: ModelFilter, signal?: AbortSignal): Promise<Model[]> {
  return everyPage((cursor) => read({ ...filter, limit: 500, cursor }, signal));
}

/** All models. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }): Promise<Model[]> => everyModel({}, signal),
});

/** The first few models that the filter lets through, and how many those are altogether. */
export const someModelsQuery = (filter: ModelFilter, limit: number) =>
  queryOptions({
    queryKey: ['models', 'some', filter, limit],
    queryFn: ({ signal }) => read({ ...filter, limit }, signal),
  });

/** The models that the filter lets through, with what they cost, a page at a time. */
export const modelPagesQuery = (filter: ModelFilter) =>
  infiniteQueryOptions({
    queryKey: ['models', 'pages', filter],
    queryFn: async ({ pageParam, signal }): Promise<ModelPage> => {
      const query = { ...filter, limit: pageLength, cursor: pageParam };
      const [page, prices] = await Promise.all([
        read(query, signal),
        bodyOf(api.GET('/api/prices', { params: { query }, signal })),
      ]);
      return { ...page, prices: prices.data };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
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
      const written = (models: Model[]) => models.map((each) => (each.id === changed.id ? changed : each));
      client.setQueryData(modelsQuery.queryKey, (all) => all && written(all));
      client.setQueriesData<InfiniteData<ModelPage>>(
        { queryKey: ['models', 'pages'] },
        (all) => all && { ...all, pages: all.pages.map((page) => ({ ...page, data: written(page.data) })) },
      );
      void client.invalidateQueries({ queryKey: ['models', 'some'] });
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
