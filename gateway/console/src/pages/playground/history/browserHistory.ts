// The history of this browser, for the parts of the page.
import { queryOptions } from '@tanstack/react-query';
import { History } from './history';

export const browserHistory = new History(indexedDB);

/** What is kept, newest first. */
export const historyQuery = queryOptions({
  queryKey: ['playground', 'history'],
  queryFn: () => browserHistory.list(),
  staleTime: Number.POSITIVE_INFINITY,
  networkMode: 'always',
});
