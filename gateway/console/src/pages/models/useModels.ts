import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { modelPagesQuery, someModelsQuery } from '../../api/models';
import { type ModelsSearch, narrow, toModelFilter } from './search';

/** How long the hub is not asked while somebody types, in milliseconds. */
const pause = 150;

/** The models of the page, as far as they were read, with what they cost. */
export function useModels(search: ModelsSearch) {
  const [words] = useDebouncedValue(search.q, pause);
  const filter = toModelFilter({ ...search, q: words });
  const read = useInfiniteQuery(modelPagesQuery(filter));
  const all = useQuery(someModelsQuery({}, 1)).data?.total;
  const pages = read.data?.pages;
  const prices = useMemo(
    () => new Map(pages?.flatMap((page) => page.prices).map((price) => [price.id, price])),
    [pages],
  );
  const models = pages?.flatMap((page) => page.data);
  const rows = models && narrow(models, search);
  const isBehind = read.isPlaceholderData || words !== search.q;
  const total = pages?.[0]?.total ?? 0;
  return {
    read,
    filter,
    prices,
    /** None yet where those that were read before are none of those that are searched for now. */
    rows: isBehind && rows?.length === 0 ? undefined : rows,
    /** How many there are of the search, read or not; what changed since it was asked counts no more. */
    found: isBehind || !models || !rows ? rows?.length : total - (models.length - rows.length),
    /** How many there are without a search. */
    all,
  };
}
