/** The one way to the hub: a client typed by the OpenAPI document, with the session's CSRF token and the organisation. */
import createClient, { type Middleware } from 'openapi-fetch';
import { ProblemError, problemOf } from './problem';
import type { paths } from './schema';

const organizationKey = 'hub-organization';

function storedOrganization(): string | null {
  try {
    return localStorage.getItem(organizationKey);
  } catch {
    return null;
  }
}

const session: { csrfToken: string | null; organization: string | null } = {
  csrfToken: null,
  organization: storedOrganization(),
};

/** Keeps the token that changes by cookie need. */
export function setCsrfToken(token: string | null): void {
  session.csrfToken = token;
}

/** The organisation that the operator acts in; null for the default one. */
export function actingOrganization(): string | null {
  return session.organization;
}

/** Acts in another organisation from the next call on; null for the default one. */
export function actIn(organization: string | null): void {
  session.organization = organization;
  try {
    if (organization) localStorage.setItem(organizationKey, organization);
    else localStorage.removeItem(organizationKey);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is left.
  }
}

/** The headers that a call by cookie needs. */
export function sessionHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = {};
  if (session.csrfToken && method !== 'GET' && method !== 'HEAD') headers['x-csrf-token'] = session.csrfToken;
  if (session.organization) headers['x-hub-organization'] = session.organization;
  return headers;
}

/** `fetch` to the hub as the person who is signed in. Gives whatever answer comes; throws where none does. */
export async function hubFetch(input: string | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  for (const [name, value] of Object.entries(sessionHeaders(request.method))) request.headers.set(name, value);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ProblemError(0, null, { cause: error });
  }
}

const refuse: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
    return undefined;
  },
};

/** The client of the management API. Every refusal is a thrown `ProblemError`. */
export const api = createClient<paths, 'application/json'>({
  baseUrl: typeof window === 'undefined' ? 'http://localhost' : window.location.origin,
  fetch: hubFetch,
});
api.use(refuse);

/** The body of an answer that has one. */
export async function bodyOf<T>(answer: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data, response } = await answer;
  if (data === undefined) throw new ProblemError(response.status, null);
  return data;
}
