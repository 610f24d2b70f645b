// How this page calls `/v1`: in the session of the console, or with a key that the person pasted. The key is kept in memory only.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { hubFetch } from '../../../api/client';
import { meQuery } from '../../../api/session';
import { member, parseJson } from '../wire/json';
import type { Wire } from '../wire/transport';

let apiKey: string | null = null;
const listeners = new Set<() => void>();

/** Calls with this key from now on; null goes back to the session. */
export function setApiKey(key: string | null): void {
  apiKey = key === '' ? null : key;
  for (const listener of listeners) listener();
}

export function useApiKey(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => apiKey,
  );
}

export function useWire(): Wire {
  const client = useQueryClient();
  const key = useApiKey();
  return useMemo(
    () => ({
      fetch: key === null ? (input, init) => inSession(client, input, init) : (input, init) => fetch(input, init),
      now: () => performance.now(),
      apiKey: key,
    }),
    [client, key],
  );
}

/** The CSRF token changes with the session: refused for it, a call is made once more with the token of now. */
async function inSession(client: QueryClient, input: string, init: RequestInit): Promise<Response> {
  const response = await hubFetch(input, init);
  if (response.status !== 403) return response;
  const error = member(parseJson(await response.clone().text()), 'error');
  if (member(error, 'code') !== 'csrf_token_required') return response;
  await client.fetchQuery({ ...meQuery, staleTime: 0 });
  return hubFetch(input, init);
}
