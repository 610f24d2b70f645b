/** Which part of the playground an address names. */
export const TABS = ['chat', 'images', 'embeddings'] as const;
export type Tab = (typeof TABS)[number];

export interface PlaygroundSearch {
  tab?: Tab;
  /** A model to begin with, as other pages link to it. */
  model?: string;
}

export function parsePlaygroundSearch(search: Record<string, unknown>): PlaygroundSearch {
  const tab = TABS.find((one) => one === search.tab);
  return {
    ...(tab !== undefined && tab !== 'chat' && { tab }),
    ...(typeof search.model === 'string' && search.model !== '' && { model: search.model }),
  };
}
