/** The made-up hub's answers. The cookie `mock` names the scenario; `hub_session` says that somebody is signed in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Credential, Key, Me, Model, Provider, Route } from '../../src/api/types';
import { modelTypes, narrow } from '../../src/pages/models/search';
import { id } from './random';
import { usage } from './usage';
import { request as madeRequest, type Scenario, type World, worldOf } from './world';

interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  world: World;
  scenario: Scenario;
  signedIn: boolean;
  response: ServerResponse;
}

const scenarios: readonly Scenario[] = ['full', 'empty', 'huge', 'failing', 'waiting'];

function cookie(request: IncomingMessage, name: string): string | undefined {
  const found = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(request.headers.cookie ?? '');
  return found?.[1];
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', status < 400 ? 'application/json' : 'application/problem+json');
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, detail: string, pointer?: string): void {
  const errors = pointer ? [{ pointer, detail }] : undefined;
  send(response, status, { type: `/problems/${code}`, title: code, status, code, detail, errors });
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text ? JSON.parse(text) : {};
}

const me = (): Me => ({
  kind: 'operator',
  id: null,
  name: null,
  organization: { id: id(0, 0), name: 'default', display_name: null },
  may: { manage: true, operate: true, scopes: ['chat', 'embeddings', 'images', 'models', 'manage'], models: ['*'] },
  csrf_token: 'made-up',
  session_ends_at: new Date(Date.now() + 9 * 3_600_000).toISOString(),
});

/** The models that the query lets through, as the hub finds them. */
function wanted({ query, world }: Call): Model[] {
  const enabled = query.get('enabled');
  return narrow(world.models, {
    q: query.get('search') ?? undefined,
    provider: query.get('provider') ?? undefined,
    type: modelTypes.find((type) => type === query.get('type')),
    ...(enabled === null ? {} : { state: enabled === 'true' ? 'enabled' : 'disabled' }),
  });
}

function page<T>(call: Call, all: readonly T[]): void {
  call.response.setHeader('x-hub-total', all.length);
  const from = Number(call.query.get('cursor') ?? 0);
  const limit = Number(call.query.get('limit') ?? 50);
  const next = from + limit < all.length ? String(from + limit) : null;
  send(call.response, 200, { data: all.slice(from, from + limit), next_cursor: next });
}

const time = () => new Date().toISOString();
const unique = () => id(15, Math.floor(Math.random() * 60_000));

function addProvider({ world, body, response }: Call): void {
  if (world.providers.some((each) => each.name === body.name)) {
    refuse(response, 409, 'conflict', 'A provider of this name is there already; choose another name.', '/name');
    return;
  }
  const added = {
    id: unique(),
    display_name: null,
    base_url: null,
    region: null,
    api_version: null,
    enabled: true,
    created_at: time(),
    updated_at: time(),
    ...body,
  } as Provider;
  world.providers.push(added);
  world.credentials.set(added.id, []);
  send(response, 201, added);
}

function changeOne<T extends object>(call: Call, all: T[], found: T | undefined): void {
  if (!found) refuse(call.response, 404, 'not_found', 'It is gone.');
  else if (call.method === 'DELETE') {
    all.splice(all.indexOf(found), 1);
    send(call.response, 204);
  } else {
    if (call.method === 'PATCH') Object.assign(found, call.body, { updated_at: time() });
    send(call.response, 200, found);
  }
}

function providers(call: Call, rest: string[]): void {
  const { world, response, method, body } = call;
  const [pid = '', what, cid, action] = rest;
  const credentials = world.credentials.get(pid) ?? [];
  if (!pid) {
    if (method === 'POST') addProvider(call);
    else page(call, world.providers);
  } else if (what === 'discover') {
    const names = [
      'gpt-4o-mini',
      'gpt-5.2',
      'gpt-4.1',
      'gpt-image-1',
      'text-embedding-3-small',
      'o4-mini',
      'whisper-large-v3',
    ];
    const many =
      call.scenario === 'huge' ? Array.from({ length: 3_000 }, (_, index) => `maker-${index % 40}/model-${index}`) : [];
    const data = [...names, ...many].map((model) => ({
      model,
      type: 'chat',
      added: world.models.some((each) => each.model === model),
    }));
    send(response, 200, { data, unlisted: [] });
  } else if (what === 'check' || (what === 'credentials' && action === 'check')) {
    const secret = credentials.find((each) => what === 'check' || each.id === cid);
    const ok = secret?.hint !== 'fail';
    send(
      response,
      200,
      ok
        ? { ok, latency_ms: 212 }
        : {
            ok,
            latency_ms: 96,
            error:
              'The provider answered 401: it does not know this key. Copy the key again from the provider’s own page.',
          },
    );
  } else if (what === 'credentials' && cid) {
    changeOne(
      call,
      credentials,
      credentials.find((each) => each.id === cid),
    );
  } else if (what === 'credentials' && method === 'POST') {
    const secret = String((body.secret as { api_key?: string }).api_key ?? '');
    const added: Credential = {
      id: unique(),
      name: String(body.name),
      weight: 1,
      enabled: body.enabled !== false,
      hint: secret.slice(-4),
      state: 'active',
      state_reason: null,
      state_until: null,
      created_at: time(),
      updated_at: time(),
    };
    credentials.push(added);
    send(response, 201, added);
  } else if (what === 'credentials') page(call, credentials);
  else
    changeOne(
      call,
      world.providers,
      world.providers.find((each) => each.id === pid),
    );
}

function prices(call: Call, rest: string[]): void {
  if (rest[0] === 'sync') send(call.response, 200, { dry_run: true, compared: call.world.models.length, data: [] });
  else page(call, []);
}

function models(call: Call, rest: string[]): void {
  const { world, method, body, response } = call;
  if (rest[0]) {
    const full = `${rest[0]}/${rest.slice(1).join('/')}`;
    changeOne(
      call,
      world.models,
      world.models.find((each) => each.id === full),
    );
  } else if (method === 'POST') {
    const added = {
      context_window: null,
      max_output_tokens: null,
      capabilities: [],
      catalogued: null,
      enabled: true,
      created_at: time(),
      updated_at: time(),
      ...body,
      id: `${body.provider}/${body.model}`,
    } as unknown as Model;
    world.models.push(added);
    send(response, 201, added);
  } else page(call, wanted(call));
}

function routes(call: Call, rest: string[]): void {
  const { world, method, body, response } = call;
  const one = world.routes.find((each) => each.id === rest[0]);
  const shown = (list: unknown) =>
    ((list as Route['targets'] | undefined) ?? []).map((each) => ({ ...each, callable: true }));
  if (rest[0]) changeOne(call, world.routes, one);
  else if (method === 'POST') {
    const added = {
      id: unique(),
      strategy: 'fallback',
      enabled: true,
      created_at: time(),
      updated_at: time(),
      ...body,
      targets: shown(body.targets),
      fallbacks: shown(body.fallbacks),
      retries: { max_attempts: 5, backoff_ms: 100, deadline_ms: 60_000 },
    } as unknown as Route;
    world.routes.push(added);
    send(response, 201, added);
  } else page(call, world.routes);
}

function health({ world, response }: Call): void {
  const data = world.providers.map((provider, index) => ({
    id: provider.id,
    provider: provider.name,
    status: (['healthy', 'degraded', 'unknown'] as const)[index % 3],
    models: [],
  }));
  send(response, 200, { data, next_cursor: null });
}

function keys(call: Call, rest: string[]): void {
  const { world, method, body, response } = call;
  const found = world.keys.find((each) => each.id === rest[0]);
  if (found && method === 'DELETE') {
    Object.assign(found, { state: 'revoked', revoked_at: time() });
    send(response, 204);
  } else if (rest[0]) changeOne(call, world.keys, found);
  else if (method === 'POST') {
    const added = {
      id: unique(),
      scopes: ['chat', 'embeddings', 'images', 'models'],
      models: ['*'],
      expires_at: null,
      owner: null,
      state: 'active',
      revoked_at: null,
      created_at: time(),
      updated_at: time(),
      ...body,
    } as Key;
    world.keys.unshift(added);
    send(response, 201, { ...added, token: `hub_${'En0KEwoEMTIzNBgDIgkKBwgKEgMYgAgSJAgAEiC'.repeat(5)}` });
  } else page(call, world.keys);
}

function requests(call: Call, rest: string[]): void {
  const { world, query, response } = call;
  if (rest[0] === 'tail') {
    stream(call, (index) => ({
      id: String(90_000 + index),
      event: madeRequest(world, 5_000 + index + Math.floor(Math.random() * 900), 0),
    }));
    return;
  }
  if (rest[0]) {
    const found = world.requests.find((each) => each.id === rest[0]);
    if (found) send(response, 200, found);
    else refuse(response, 404, 'not_found', 'No call of this id has ended.');
    return;
  }
  const any = (name: string, value: string | number | null | undefined) =>
    !query.has(name) || query.getAll(name).includes(String(value ?? ''));
  page(
    call,
    world.requests.filter(
      (each) =>
        any('status', each.status) &&
        any('model', each.model) &&
        any('provider', each.provider?.id) &&
        any('key', each.key?.id) &&
        any('operation', each.operation) &&
        any('failure', each.failure) &&
        each.latency_ms >= Number(query.get('min_duration') ?? 0) &&
        each.id.startsWith(query.get('id') ?? ''),
    ),
  );
}

function stream(call: Call, make: (index: number) => { id: string; event: unknown }): void {
  const { response, world } = call;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 2000\n: heartbeat\n\n');
  let index = 0;
  const timer = setInterval(() => {
    if (world.scale === 0) return;
    const made = make(index++);
    response.write(`id: ${made.id}\ndata: ${JSON.stringify(made.event)}\n\n`);
  }, 1_200);
  response.on('close', () => clearInterval(timer));
}

function audit(call: Call, rest: string[]): void {
  const { world, query } = call;
  if (rest[1] === 'tail') {
    stream(call, (index) => {
      const base = world.events[index % 5];
      const sequence = 500 + index;
      return {
        id: `CONTROL-${sequence}-0`,
        event: {
          ...base,
          id: `CONTROL-${sequence}-0`,
          time: time(),
          recorded_at: time(),
          position: { stream: 'CONTROL', sequence, event: 0 },
        },
      };
    });
    return;
  }
  const type = query.get('type') ?? '';
  const actor = query.get('actor');
  const subject = query.get('subject');
  page(
    call,
    query.get('stream') && query.get('stream') !== 'CONTROL'
      ? []
      : world.events.filter(
          (each) =>
            each.type.startsWith(type) &&
            (!actor || each.actor.kind === actor || each.actor.id === actor) &&
            (!subject || each.subject.noun === subject || `${each.subject.noun}/${each.subject.id}` === subject),
        ),
  );
}

function session(call: Call): void {
  const { response, method, body, signedIn } = call;
  if (method === 'GET') send(response, 200, { me: signedIn ? me() : null });
  else if (method === 'DELETE') {
    response.setHeader('set-cookie', 'hub_session=; Path=/; Max-Age=0');
    send(response, 204);
  } else if (body.token === 'wrong') refuse(response, 401, 'unauthenticated', 'This token is not known.');
  else {
    response.setHeader('set-cookie', 'hub_session=made-up; Path=/; HttpOnly; SameSite=Strict');
    send(response, 201, me());
  }
}

function start({ world, response }: Call): void {
  const there = world.providers.length > 0;
  send(response, 200, {
    provider: there,
    credential: there,
    credential_checked: there,
    model: world.models.length > 0,
    key: world.keys.length > 0,
    request: world.requests.length > 0,
  });
}

const kinds = [
  ['openai', 'OpenAI', 'https://api.openai.com/v1', [], 'api_key'],
  ['bedrock', 'Amazon Bedrock', null, ['region'], 'aws'],
  ['mistral', 'Mistral', 'https://api.mistral.ai/v1', [], 'api_key'],
  ['ollama', 'Ollama', 'http://127.0.0.1:11434/v1', [], 'optional_api_key'],
  ['openai_compatible', 'OpenAI-compatible', null, ['base_url'], 'optional_api_key'],
].map(([kind, title, base_url, needs, secret]) => ({
  kind,
  title,
  base_url,
  needs,
  secret,
  documentation: 'https://platform.openai.com/docs/api-reference',
}));

function route(call: Call): void {
  const [, , noun = '', ...rest] = call.path.split('/').map(decodeURIComponent);
  if (noun === 'session') session(call);
  else if (noun === 'me') send(call.response, 200, me());
  else if (noun === 'start') start(call);
  else if (noun === 'organizations')
    page(call, [
      { id: id(0, 0), name: 'default', display_name: null, created_at: time(), updated_at: time() },
      { id: id(0, 1), name: 'demo', display_name: 'Demo (simulated)', created_at: time(), updated_at: time() },
    ]);
  else if (noun === 'providers') providers(call, rest);
  else if (noun === 'provider-kinds') send(call.response, 200, { data: kinds });
  else if (noun === 'models') models(call, rest);
  else if (noun === 'prices') prices(call, rest);
  else if (noun === 'routes') routes(call, rest);
  else if (noun === 'health') health(call);
  else if (noun === 'keys') keys(call, rest);
  else if (noun === 'requests') requests(call, rest);
  else if (noun === 'analytics') send(call.response, 200, usage(call.world, call.query));
  else if (noun === 'audit') audit(call, rest);
  else refuse(call.response, 404, 'not_found', 'There is no such route.');
}

const always = /^\/api\/(session|me|organizations)/;

async function reply(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const named = cookie(request, 'mock') as Scenario | undefined;
  const scenario = named && scenarios.includes(named) ? named : 'full';
  const basic = always.test(url.pathname);
  if (url.pathname === '/readyz') {
    const up = { state: 'up', lag: 0 };
    const away = { state: scenario === 'failing' ? 'down' : 'up', lag: null };
    send(response, scenario === 'failing' ? 503 : 200, {
      status: scenario === 'failing' ? 'unready' : 'ready',
      nats: away,
      live: up,
      postgres: { state: 'up', lag: 12 },
      journal: { state: 'up', lag: 48_213 },
      clickhouse: { state: 'up', lag: null },
    });
  } else if (url.pathname !== '/api/session' && !cookie(request, 'hub_session'))
    refuse(response, 401, 'unauthenticated', 'Sign in first.');
  else if (scenario === 'waiting' && !basic) response.on('close', () => undefined);
  else if (scenario === 'failing' && !basic)
    refuse(
      response,
      503,
      'log_unavailable',
      'The event log does not answer, so nothing can be read or changed. Calls go on. Check that NATS runs: hub status.',
    );
  else
    route({
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: await bodyOf(request),
      world: worldOf(scenario),
      scenario,
      signedIn: cookie(request, 'hub_session') !== undefined,
      response,
    });
}

/** Answers a call, or leaves it to Vite. */
export function answer(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname.startsWith('/api/') || url.pathname === '/readyz') void reply(request, response, url);
  else next();
}
