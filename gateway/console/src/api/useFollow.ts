/** Follows a stream of the hub while a page shows it. */
import { useEffect, useRef, useState } from 'react';
import { follow, type StreamState } from './follow';
import type { DataFrame } from './frames';
import type { ProblemError } from './problem';

/** How the following goes. */
export interface Following {
  state: 'off' | StreamState;
  error: ProblemError | null;
}

/** Follows `url` while it isn't null; each event goes to `onEvent`. */
export function useFollow(url: string | null, onEvent: (event: DataFrame) => void): Following {
  const [following, setFollowing] = useState<Following>({ state: 'off', error: null });
  const listener = useRef(onEvent);
  useEffect(() => {
    listener.current = onEvent;
  }, [onEvent]);
  useEffect(() => {
    if (url === null) {
      setFollowing({ state: 'off', error: null });
      return;
    }
    const stop = new AbortController();
    void follow(
      url,
      {
        onEvent: (event) => listener.current(event),
        onState: (state, error) => setFollowing({ state, error: error ?? null }),
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [url]);
  return following;
}
