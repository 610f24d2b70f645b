import type { ModelFilter } from '../../api/models';
import type { Model, ModelType } from '../../api/types';
import { oneOf, textOf } from '../../app/search';

/** What models are for. */
export const modelTypes = ['chat', 'embedding', 'image'] as const satisfies readonly ModelType[];

/** The page's state in the address. */
export interface ModelsSearch {
  q?: string;
  provider?: string;
  type?: ModelType;
  state?: 'enabled' | 'disabled';
  /** The provider whose models are being discovered. */
  discover?: string;
}

/** Reads it. */
export function parseModelsSearch(search: Record<string, unknown>): ModelsSearch {
  const q = textOf(search.q);
  const provider = textOf(search.provider);
  const type = oneOf(search.type, modelTypes);
  const state = oneOf(search.state, ['enabled', 'disabled'] as const);
  const discover = textOf(search.discover);
  return {
    ...(q ? { q } : {}),
    ...(provider ? { provider } : {}),
    ...(type ? { type } : {}),
    ...(state ? { state } : {}),
    ...(discover ? { discover } : {}),
  };
}

/** The longest search that the hub takes, in characters. */
const longestSearch = 500;

/** What the hub is asked for. */
export function toModelFilter({ q, provider, type, state }: ModelsSearch): ModelFilter {
  return {
    ...(q?.trim() ? { search: Array.from(q.trim()).slice(0, longestSearch).join('') } : {}),
    ...(provider ? { provider } : {}),
    ...(type ? { type } : {}),
    ...(state ? { enabled: state === 'enabled' } : {}),
  };
}

/** Whether every word is in the text, in any order. */
export function matches(text: string, words: string): boolean {
  const lower = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

/** The models that the search lets through, by the hub's own rule: what was read of them can have changed since. */
export function narrow(models: readonly Model[], search: ModelsSearch): Model[] {
  return models.filter(
    (model) =>
      (!search.provider || model.provider === search.provider) &&
      (!search.type || model.type === search.type) &&
      (!search.state || model.enabled === (search.state === 'enabled')) &&
      (!search.q ||
        matches(
          `${model.id} ${[...model.capabilities, ...(model.catalogued?.capabilities ?? [])].join(' ')}`,
          search.q,
        )),
  );
}
