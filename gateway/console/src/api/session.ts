/** Who is signed in. */
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { actIn, actingOrganization, api, bodyOf, setCsrfToken } from './client';
import { ProblemError } from './problem';
import type { Me } from './types';

/** Asks again in the default organisation where the one that was acted in is gone, as after `hub reset`. */
async function whereverPossible<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 404 || actingOrganization() === null) throw error;
    actIn(null);
    return ask();
  }
}

/** Who is signed in; an error with status 401 where nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me> => {
    const { me } = await whereverPossible(() => bodyOf(api.GET('/api/session', { signal })));
    if (me === null) throw new ProblemError(401, null);
    setCsrfToken(me.csrf_token);
    return me;
  },
  staleTime: 5 * 60_000,
});

/** The caller, on a page that is only shown to somebody who is signed in. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Signs in by a token. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => whereverPossible(() => bodyOf(api.POST('/api/session', { body: { token } }))),
    onSuccess: (me) => {
      setCsrfToken(me.csrf_token);
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

/** Signs out and forgets all that was shown. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE('/api/session'),
    onSuccess: () => {
      setCsrfToken(null);
      client.clear();
    },
  });
}
