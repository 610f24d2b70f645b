/** What the made-up hub holds, by scenario. */
import type {
  AuditEvent,
  Credential,
  Key,
  Model,
  ModelType,
  Named,
  Provider,
  RequestDetail,
  RequestStatus,
  Route,
} from '../../src/api/types';
import { id, pick, seeded } from './random';

/** Which hub to be: an ordinary one, one without anything, one with too much, one that fails, one that never answers. */
export type Scenario = 'full' | 'empty' | 'huge' | 'failing' | 'waiting';

/** All that one made-up hub holds. */
export interface World {
  providers: Provider[];
  credentials: Map<string, Credential[]>;
  models: Model[];
  routes: Route[];
  keys: Key[];
  requests: RequestDetail[];
  events: AuditEvent[];
  scale: number;
}

const now = Date.now();
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
const day = 86_400;

const catalogue: ReadonlyArray<readonly [string, ModelType, number, number, readonly string[]]> = [
  ['openai/gpt-5.2', 'chat', 400_000, 128_000, ['tools', 'vision', 'reasoning']],
  ['openai/gpt-4o-mini', 'chat', 128_000, 16_384, ['tools', 'vision']],
  ['openai/gpt-4.1', 'chat', 1_047_576, 32_768, ['tools', 'vision']],
  ['openai/gpt-image-1', 'image', 0, 0, ['edit']],
  ['openai/text-embedding-3-small', 'embedding', 8_191, 0, []],
  ['openrouter/anthropic/claude-sonnet-4.5', 'chat', 200_000, 64_000, ['tools', 'vision', 'reasoning']],
  ['openrouter/google/gemini-3-pro', 'chat', 1_048_576, 65_536, ['tools', 'vision']],
  ['openrouter/deepseek/deepseek-v3.2', 'chat', 163_840, 65_536, ['tools', 'reasoning']],
  ['local/smollm2', 'chat', 8_192, 2_048, []],
  ['local/all-minilm-l6-v2', 'embedding', 512, 0, []],
];

function provider(index: number, name: string, more: Partial<Provider>): Provider {
  return {
    id: id(1, index),
    name,
    kind: 'openai_compatible',
    display_name: null,
    base_url: null,
    region: null,
    api_version: null,
    enabled: true,
    created_at: ago(day * (40 - index)),
    updated_at: ago(day * 3),
    ...more,
  };
}

function credential(index: number, name: string, more: Partial<Credential>): Credential {
  return {
    id: id(2, index),
    name,
    weight: 1,
    enabled: true,
    hint: 'x7Qa',
    state: 'active',
    state_reason: null,
    state_until: null,
    created_at: ago(day * 30),
    updated_at: ago(day * 2),
    ...more,
  };
}

function model(full: string, type: ModelType, window: number, most: number, capabilities: readonly string[]): Model {
  const slash = full.indexOf('/');
  return {
    id: full,
    provider: full.slice(0, slash),
    model: full.slice(slash + 1),
    type,
    context_window: window || null,
    max_output_tokens: most || null,
    capabilities: [...capabilities],
    catalogued: null,
    enabled: full !== 'openai/gpt-4.1',
    created_at: ago(day * 20),
    updated_at: ago(day * 2),
  };
}

function key(index: number, name: string, more: Partial<Key>): Key {
  return {
    id: id(3, index),
    name,
    scopes: ['chat', 'embeddings', 'images', 'models'],
    models: ['*'],
    expires_at: null,
    owner: null,
    state: 'active',
    revoked_at: null,
    created_at: ago(day * (28 - index * 2)),
    updated_at: ago(day),
    ...more,
  };
}

function someProviders(): Pick<World, 'providers' | 'credentials'> {
  const openai = provider(1, 'openai', { kind: 'openai', display_name: 'OpenAI' });
  const router = provider(2, 'openrouter', { display_name: 'OpenRouter', base_url: 'https://openrouter.ai/api/v1' });
  const local = provider(3, 'local', { display_name: 'Local models', base_url: 'http://127.0.0.1:4041/v1' });
  const idle = provider(4, 'azure-eu', {
    display_name: 'Azure (Frankfurt)',
    base_url: 'https://eu.example.com/v1',
    enabled: false,
  });
  return {
    providers: [openai, router, local, idle],
    credentials: new Map([
      [openai.id, [credential(1, 'main', { weight: 3 }), credential(2, 'batch', { hint: 'k0Zd' })]],
      [router.id, [credential(3, 'team', { hint: '91fe' })]],
      [local.id, [credential(4, 'main', { hint: 'eded' })]],
      [idle.id, [credential(5, 'main', { hint: 'a1b2', enabled: false, state: 'disabled', state_reason: 'by_admin' })]],
    ]),
  };
}

function someRoutes(): Route[] {
  const target = (provider: string, model: string, weight: number): Route['targets'][number] => ({
    provider,
    model,
    weight,
    timeout_ms: null,
    callable: true,
  });
  const route = (index: number, name: string, more: Pick<Route, 'strategy' | 'targets' | 'fallbacks'>): Route => ({
    id: id(9, index),
    name,
    retries: { max_attempts: 5, backoff_ms: 100, deadline_ms: 60_000 },
    enabled: true,
    created_at: ago(day * 12),
    updated_at: ago(day),
    ...more,
  });
  return [
    route(1, 'best', {
      strategy: 'fallback',
      targets: [target('openai', 'gpt-5.2', 1)],
      fallbacks: [target('openrouter', 'anthropic/claude-sonnet-4.5', 1)],
    }),
    route(2, 'fast', {
      strategy: 'weighted',
      targets: [target('openai', 'gpt-4o-mini', 3), target('openrouter', 'google/gemini-3-pro', 1)],
      fallbacks: [target('local', 'smollm2', 1)],
    }),
  ];
}

function someKeys(): Key[] {
  return [
    key(1, 'Customer support assistant', {
      models: ['openai/*', 'openrouter/anthropic/*'],
      scopes: ['chat', 'models'],
    }),
    key(2, 'Document search', { scopes: ['embeddings', 'models'] }),
    key(3, 'Nightly evaluation', { expires_at: ago(-day * 12) }),
    key(4, 'Marketing images', { scopes: ['images'], models: ['openai/gpt-image-1'] }),
    key(5, 'Deploy bot', { scopes: ['manage'] }),
    key(6, 'Intern project', { state: 'expired', expires_at: ago(day * 4) }),
    key(7, 'Old mobile app', { state: 'revoked', revoked_at: ago(day * 9) }),
  ];
}

function tooMany(world: World): void {
  const long = 'an-unusually-long-provider-name-that-somebody-really-chose-in-2026';
  world.providers.push(
    provider(9, long.slice(0, 63), {
      display_name:
        'Übergreifende Künstliche-Intelligenz-Beschaffungsplattform der Gesamtverwaltung (Pilotbetrieb Süd) 第二阶段试点',
      base_url:
        'https://a-very-long-host-name.internal.region-3.platform.example.com:8443/gateway/openai-compatible/v1',
    }),
  );
  const makers = [
    'meta-llama',
    'mistralai',
    'qwen',
    'google',
    'anthropic',
    'nousresearch',
    'microsoft',
    'cohere',
    '01-ai',
  ];
  for (let index = 0; world.models.length < 10_000; index++) {
    const maker = makers[index % makers.length] ?? 'qwen';
    const size = [7, 8, 13, 32, 70, 235, 405][index % 7];
    world.models.push(model(`openrouter/${maker}/model-${index}-${size}b-instruct`, 'chat', 131_072, 8_192, ['tools']));
  }
  world.keys.push(
    key(
      20,
      'A key whose name goes on and on because it tells the whole story of the project, its team, its budget and its purpose in one line',
      {
        models: Array.from({ length: 12 }, (_, index) => `openrouter/some-maker-${index}/*`),
      },
    ),
  );
  for (let index = 30; index < 400; index++)
    world.keys.push(key(index % 28, `Service account ${index}`, { id: id(3, index) }));
}

const statuses: readonly RequestStatus[] = [
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'succeeded',
  'cancelled',
  'failed',
  'refused',
];

/** A made-up call that ended `seconds` ago. */
export function request(world: World, index: number, seconds: number): RequestDetail {
  const random = seeded(index * 7 + 13);
  const chosen = pick(random, world.models.slice(0, 10));
  const called = pick(random, world.keys);
  const status = statuses[Math.floor(random() * statuses.length)] ?? 'succeeded';
  const refused = status === 'refused';
  const failed = status === 'failed';
  const latency = refused ? 0.6 : (120 + 6_000 * random() ** 3) * (failed ? 4 : 1);
  const input = refused ? 0 : Math.floor((80 + 9_000 * random() ** 3) * world.scale);
  const output = refused || failed ? 0 : Math.floor((20 + 1_600 * random() ** 2) * world.scale);
  const cached = Math.floor(input * random() * 0.5);
  const maker = world.providers.find((each) => each.name === chosen.provider);
  const named: Named = { id: chosen.provider, name: maker?.display_name ?? chosen.provider };
  const stream = chosen.type === 'chat' && random() > 0.3;
  const retried = failed || random() > 0.93;
  const first = status === 'succeeded' && stream ? latency * 0.22 : null;
  const cost = refused || random() > 0.97 ? null : ((input * 0.15 + output * 0.6) / 1_000_000 + 0.000000123).toFixed(9);
  const attempt = (number: number, from: number, length: number, bad: boolean) => ({
    number,
    provider: named,
    model: chosen.model,
    credential: { id: id(2, 1 + number), name: number ? 'batch' : 'main' },
    started_after_ms: from,
    first_byte_ms: bad ? null : length * 0.22,
    duration_ms: length,
    http_status: bad ? 503 : 200,
    failure: bad ? ('upstream_error' as const) : null,
  });
  return {
    id: id(8, index),
    organization: { id: id(0, 0), name: 'default' },
    started_at: ago(seconds + latency / 1_000),
    ended_at: ago(seconds),
    operation: chosen.type === 'chat' ? 'chat' : chosen.type === 'image' ? 'image_generation' : 'embeddings',
    requested_model: refused ? 'openai/gpt-9' : chosen.id,
    provider: refused ? null : named,
    model: refused ? null : chosen.model,
    key: index % 23 === 0 ? null : { id: called.id, name: called.name },
    user: null,
    app: null,
    stream,
    status,
    failure: refused ? 'model_not_found' : failed ? 'upstream_error' : null,
    http_status: refused ? 404 : failed ? 502 : status === 'cancelled' ? 499 : 200,
    attempt_count: refused ? 0 : retried ? 2 : 1,
    latency_ms: latency,
    time_to_first_token_ms: first,
    usage_source: refused ? null : 'reported',
    usage: {
      input,
      output,
      input_uncached: input - cached,
      cache_read: cached,
      cache_write_5m: 0,
      cache_write_1h: 0,
      audio_in: 0,
      image_in: 0,
      output_text: Math.floor(output * 0.8),
      output_reasoning: output - Math.floor(output * 0.8),
      audio_out: 0,
      image_out: 0,
      images: chosen.type === 'image' ? 1 : 0,
      seconds: 0,
      searches: 0,
      characters: 0,
      answered: 1,
    },
    cost_usd: cost,
    price_version: cost && `catalogue-2026-11-24:${chosen.id}`,
    attempts: refused
      ? []
      : retried
        ? [attempt(0, 0.9, latency * 0.3, true), attempt(1, latency * 0.34, latency * 0.65, failed)]
        : [attempt(0, 0.9, latency - 1, failed)],
    log: { stream: 'TRAFFIC', sequence: 81_000 - index * 2, event_index: 0, commit_id: id(9, index) },
  };
}

function event(index: number, type: string, subject: AuditEvent['subject'], data: Record<string, unknown>): AuditEvent {
  return {
    id: `CONTROL-${400 - index}-0`,
    position: { stream: 'CONTROL', sequence: 400 - index, event: 0 },
    commit: id(9, index),
    time: ago(index * 2_600 + 12),
    recorded_at: ago(index * 2_600 + 12),
    actor:
      index % 3
        ? { kind: 'operator', id: null, name: null, on_behalf_of: null }
        : { kind: 'api_key', id: id(3, 5), name: 'Deploy bot', on_behalf_of: null },
    subject,
    type,
    cause: index % 4 ? null : id(9, index + 1),
    data,
  };
}

function someEvents(world: World): AuditEvent[] {
  const subject = (noun: string, index: number, name: string) => ({ noun, id: id(1, index), name });
  const kinds = [
    () =>
      event(0, 'api_key.created.v1', subject('api_key', 1, 'Document search'), {
        name: 'Document search',
        scopes: ['embeddings', 'models'],
        models: ['*'],
        expires_at: null,
      }),
    () =>
      event(0, 'credential.rotated.v1', subject('provider', 1, 'openai'), {
        credential: id(2, 1),
        sealed: { hint: 'x7Qa', key_version: 1 },
      }),
    () =>
      event(0, 'model.added.v1', subject('provider', 2, 'openrouter'), {
        model: 'anthropic/claude-sonnet-4.5',
        type: 'chat',
        context_window: 200_000,
      }),
    () =>
      event(0, 'provider.changed.v1', subject('provider', 4, 'azure-eu'), {
        settings: { display_name: 'Azure (Frankfurt)', enabled: false },
      }),
    () => event(0, 'api_key.revoked.v1', subject('api_key', 7, 'Old mobile app'), {}),
  ];
  return Array.from({ length: 180 }, (_, index) => {
    const made = (kinds[index % kinds.length] ?? kinds[0])?.();
    const base = made ?? event(0, 'model.added.v1', subject('provider', 1, 'openai'), {});
    return { ...event(index, base.type, base.subject, base.data), data: { command: id(9, index), ...base.data } };
  }).slice(0, world.scale ? 180 : 0);
}

function emptyWorld(): World {
  return {
    providers: [],
    credentials: new Map(),
    models: [],
    routes: [],
    keys: [],
    requests: [],
    events: [],
    scale: 0,
  };
}

function madeUp(scenario: Scenario): World {
  if (scenario === 'empty') return emptyWorld();
  const world: World = {
    ...emptyWorld(),
    ...someProviders(),
    routes: someRoutes(),
    keys: someKeys(),
    scale: scenario === 'huge' ? 90_000 : 1,
  };
  world.models = catalogue.map((entry) => model(...entry));
  if (scenario === 'huge') tooMany(world);
  world.requests = Array.from({ length: 600 }, (_, index) => request(world, index, index * 137 + 4));
  world.events = someEvents(world);
  return world;
}

const worlds = new Map<Scenario, World>();

/** The world of a scenario; what is changed in it stays until the server ends. */
export function worldOf(scenario: Scenario): World {
  const found = worlds.get(scenario) ?? madeUp(scenario);
  worlds.set(scenario, found);
  return found;
}
