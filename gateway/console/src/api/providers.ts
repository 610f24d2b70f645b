/** Providers and their credentials. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from './client';
import { everyPage } from './pages';
import type {
  Checked,
  Credential,
  CredentialChange,
  Discovered,
  NewCredential,
  NewProvider,
  Provider,
  ProviderChange,
  Secret,
} from './types';

/** All providers. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }): Promise<Provider[]> =>
    everyPage((cursor) => bodyOf(api.GET('/api/providers', { params: { query: { limit: 500, cursor } }, signal }))),
});

/** One provider. */
export const providerQuery = (id: string) =>
  queryOptions({
    queryKey: ['providers', id],
    queryFn: ({ signal }): Promise<Provider> =>
      bodyOf(api.GET('/api/providers/{id}', { params: { path: { id } }, signal })),
  });

/** A provider's credentials. */
export const credentialsQuery = (id: string) =>
  queryOptions({
    queryKey: ['providers', id, 'credentials'],
    queryFn: ({ signal }): Promise<Credential[]> =>
      everyPage((cursor) =>
        bodyOf(
          api.GET('/api/providers/{id}/credentials', {
            params: { path: { id }, query: { limit: 500, cursor } },
            signal,
          }),
        ),
      ),
  });

/** Reads everything about providers anew after a change, and what depends on them. */
function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['providers'] }),
      client.invalidateQueries({ queryKey: ['models'] }),
      client.invalidateQueries({ queryKey: ['start'] }),
    ]);
}

/** A provider to add, with the credential that it is called by; none where it asks for none. */
export interface Connection {
  provider: NewProvider;
  credential?: NewCredential;
}

/** The provider does not accept the credential; `message` is its reason. */
export class NotAccepted extends Error {}

function check(id: string, cid: string): Promise<Checked> {
  return bodyOf(api.POST('/api/providers/{id}/credentials/{cid}/check', { params: { path: { id, cid } } }));
}

/** Asks the provider as calls are made: by a credential that it has, or without one. */
function checkProvider(id: string): Promise<Checked> {
  return bodyOf(api.POST('/api/providers/{id}/check', { params: { path: { id } } }));
}

async function checkedConnection({ provider, credential }: Connection): Promise<Provider> {
  const added = await bodyOf(api.POST('/api/providers', { body: { ...provider, enabled: false } }));
  const path = { id: added.id };
  try {
    if (credential) {
      await bodyOf(api.POST('/api/providers/{id}/credentials', { params: { path }, body: credential }));
    }
    const checked = await checkProvider(added.id);
    if (!checked.ok) throw new NotAccepted(checked.error);
    return await bodyOf(api.PATCH('/api/providers/{id}', { params: { path }, body: { enabled: true } }));
  } catch (error) {
    await api.DELETE('/api/providers/{id}', { params: { path } });
    throw error;
  }
}

async function uncheckedConnection({ provider, credential }: Connection): Promise<Provider> {
  const added = await bodyOf(api.POST('/api/providers', { body: provider }));
  if (credential) {
    await api.POST('/api/providers/{id}/credentials', { params: { path: { id: added.id } }, body: credential });
  }
  return added;
}

/** Adds a provider with its credential; calls go to it only once it has answered to it, else nothing is left of it. */
export function useConnect() {
  return useMutation({ mutationFn: checkedConnection, onSuccess: useRefresh() });
}

/** Adds a provider with its credential without asking it. */
export function useConnectUnchecked() {
  return useMutation({ mutationFn: uncheckedConnection, onSuccess: useRefresh() });
}

/** Changes a provider. */
export function useChangeProvider() {
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ProviderChange }) =>
      bodyOf(api.PATCH('/api/providers/{id}', { params: { path: { id } }, body: change })),
    onSuccess: useRefresh(),
  });
}

/** Removes a provider with its credentials and models. Nothing of it is asked for again, though its page may still be shown. */
export function useRemoveProvider() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE('/api/providers/{id}', { params: { path: { id } } }),
    onSuccess: (_, id) => {
      const { queryKey } = providersQuery;
      client.setQueryData(queryKey, (all) => all?.filter((provider) => provider.id !== id));
      return Promise.all([
        client.invalidateQueries({ queryKey, exact: true }),
        client.invalidateQueries({ queryKey: ['models'] }),
        client.invalidateQueries({ queryKey: ['start'] }),
      ]);
    },
  });
}

/** Adds a credential. */
export function useAddCredential(id: string) {
  return useMutation({
    mutationFn: async ({ credential, checked }: { credential: NewCredential; checked: boolean }) => {
      const path = { id };
      const added = await bodyOf(
        api.POST('/api/providers/{id}/credentials', {
          params: { path },
          body: { ...credential, enabled: !checked },
        }),
      );
      if (!checked) return added;
      const result = await check(id, added.id);
      const one = { params: { path: { id, cid: added.id } } };
      if (!result.ok) {
        await api.DELETE('/api/providers/{id}/credentials/{cid}', one);
        throw new NotAccepted(result.error);
      }
      return bodyOf(api.PATCH('/api/providers/{id}/credentials/{cid}', { ...one, body: { enabled: true } }));
    },
    onSuccess: useRefresh(),
  });
}

/** Replaces a credential's secret; where it is to be checked, only once the provider has accepted the new one. */
export function useRotateCredential(id: string) {
  return useMutation({
    mutationFn: async (asked: { credential: Credential; secret: Secret; checked: boolean }) => {
      const { credential, secret, checked } = asked;
      if (checked) await tryOut(id, credential, secret);
      return bodyOf(
        api.PATCH('/api/providers/{id}/credentials/{cid}', {
          params: { path: { id, cid: credential.id } },
          body: { secret },
        }),
      );
    },
    onSuccess: useRefresh(),
  });
}

/** Asks the provider about a secret by a credential that no call is signed with, of which nothing is left. */
async function tryOut(id: string, { name }: Credential, secret: Secret): Promise<void> {
  const body = { name: `${name.slice(0, 60)} (check)`, secret, enabled: false };
  const tried = await bodyOf(api.POST('/api/providers/{id}/credentials', { params: { path: { id } }, body }));
  try {
    const checked = await check(id, tried.id);
    if (!checked.ok) throw new NotAccepted(checked.error);
  } finally {
    await api.DELETE('/api/providers/{id}/credentials/{cid}', { params: { path: { id, cid: tried.id } } });
  }
}

/** Changes a credential. */
export function useChangeCredential(id: string) {
  return useMutation({
    mutationFn: ({ cid, change }: { cid: string; change: CredentialChange }) =>
      bodyOf(api.PATCH('/api/providers/{id}/credentials/{cid}', { params: { path: { id, cid } }, body: change })),
    onSuccess: useRefresh(),
  });
}

/** Removes a credential. */
export function useRemoveCredential(id: string) {
  return useMutation({
    mutationFn: (cid: string) => api.DELETE('/api/providers/{id}/credentials/{cid}', { params: { path: { id, cid } } }),
    onSuccess: useRefresh(),
  });
}

/** Asks a provider whether it accepts a credential. */
export function useCheckCredential(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (cid: string) => check(id, cid),
    onSuccess: () => client.invalidateQueries({ queryKey: ['start'] }),
  });
}

/** Asks a provider whether it can be called. */
export function useCheckProvider(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => checkProvider(id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['start'] }),
  });
}

/** What a provider lists. */
export const discoveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['providers', id, 'discovery'],
    queryFn: ({ signal }): Promise<Discovered> =>
      bodyOf(api.POST('/api/providers/{id}/discover', { params: { path: { id } }, body: {}, signal })),
    staleTime: 60_000,
  });

/** Adds models that a provider lists. */
export function useAddDiscovered(id: string) {
  return useMutation({
    mutationFn: (add: string[]) =>
      bodyOf(api.POST('/api/providers/{id}/discover', { params: { path: { id } }, body: { add } })),
    onSuccess: useRefresh(),
  });
}
