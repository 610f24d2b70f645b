/** What arrives on a stream of the hub while a page follows it. */
import { useCallback, useEffect, useState } from 'react';
import type { DataFrame } from './frames';
import { useFollow } from './useFollow';

const mostKept = 200;

/** Follows `url` while it isn't null. What arrived stands above `earlier`, newest first, each once. */
export function useArrivals<T extends { id: string }>(url: string | null, earlier: T[] | undefined) {
  const [arrivals, setArrivals] = useState<T[]>([]);
  useEffect(() => {
    if (url !== undefined) setArrivals([]);
  }, [url]);
  const onEvent = useCallback((event: DataFrame) => {
    const one: T = JSON.parse(event.data);
    setArrivals((former) => [one, ...former.filter((each) => each.id !== one.id)].slice(0, mostKept));
  }, []);
  const live = useFollow(url, onEvent);
  const arrived: ReadonlySet<string> = new Set(arrivals.map((each) => each.id));
  const rows = earlier && [...arrivals, ...earlier.filter((each) => !arrived.has(each.id))];
  return { live, arrived, rows };
}
