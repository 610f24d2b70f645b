// The models that the caller may use, as any client learns them.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useWire } from '../access/wire';
import { list, member, numberOrNull, text } from '../wire/json';
import { read, type Wire } from '../wire/transport';

export interface ListedModel {
  id: string;
  provider: string;
  type: string;
  contextWindow: number | null;
  maxOutputTokens: number | null;
}

export function decodeModels(answer: unknown): ListedModel[] {
  return list(member(answer, 'data')).flatMap((item) => {
    const id = text(member(item, 'id'));
    const model = {
      id,
      provider: text(member(item, 'provider')) || text(member(item, 'owned_by')),
      type: text(member(item, 'type')),
      contextWindow: numberOrNull(member(item, 'context_window')),
      maxOutputTokens: numberOrNull(member(item, 'max_output_tokens')),
    };
    return id === '' ? [] : [model];
  });
}

function listedModelsQuery(wire: Wire) {
  return queryOptions({
    // The key itself is no part of the name: names are shown by tools.
    queryKey: ['playground', 'models', wire.apiKey === null ? 'session' : wire.apiKey.slice(-6)],
    queryFn: async ({ signal }) => decodeModels(await read(wire, '/models', signal)),
    staleTime: 60_000,
    retry: false,
  });
}

/** Those of a type; a model without a type may be any. */
export function useListedModels(type: 'chat' | 'embedding' | 'image') {
  const query = useQuery(listedModelsQuery(useWire()));
  const models = query.data?.filter((model) => model.type === type || model.type === '');
  return { models, query };
}
