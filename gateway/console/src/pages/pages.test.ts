import { describe, expect, test } from 'vitest';
import type { Credential, Model, ProviderHealth, RouteTarget } from '../api/types';
import { intervalOf, parseAnalyticsSearch } from './analytics/search';
import { parseAuditSearch, toAuditQuery } from './audit/search';
import { curlOf } from './keys/curl';
import { endOf, isToCome } from './keys/expiry';
import { narrow, parseModelsSearch, toModelFilter } from './models/search';
import { shareOf } from './provider/share';
import { rateOf } from './providers/Health';
import { isBaseUrl, isProviderName, isSecret } from './providers/kinds';
import { isIdBeginning, parseRequestsSearch, toRequestsQuery } from './requests/search';
import { placeOn } from './requests/Waterfall';
import { idOf, partsOf, sharesOf } from './routes/shares';
import { stepsOf } from './start/steps';

describe('the state of a page in its address', () => {
  test('of analytics groups by at most two different dimensions', () => {
    expect(parseAnalyticsSearch({ group_by: ['model', 'model', 'key', 'status'] }).group_by).toEqual(['model', 'key']);
    expect(parseAnalyticsSearch({ group_by: 'provider,model' }).group_by).toEqual(['provider', 'model']);
    expect(parseAnalyticsSearch({ group_by: 'colour' })).toEqual({});
  });

  test('of analytics takes an interval only where the range allows it', () => {
    expect(intervalOf({ range: '90d', interval: 'minute' })).toBe('day');
    expect(intervalOf({ range: '24h', interval: 'minute' })).toBe('minute');
  });

  test('of requests asks the hub for what it takes', () => {
    const search = parseRequestsSearch({
      id: '019AB',
      min_duration: '500',
      status: 'failed',
      request: 'x',
      follow: 'on',
    });
    expect(toRequestsQuery(search)).toEqual({ id: '019ab', min_duration: 500, status: ['failed'] });
    expect(isIdBeginning('019')).toBe(false);
    expect(isIdBeginning('019ab-7')).toBe(true);
    expect(isIdBeginning('zzzz')).toBe(false);
  });

  test('of audit leaves out what is only shown', () => {
    const search = parseAuditSearch({ stream: 'TRAFFIC', type: 'request', event: 'TRAFFIC-1-0', follow: 'on', x: 1 });
    expect(toAuditQuery(search)).toEqual({ stream: 'TRAFFIC', type: 'request' });
  });
});

describe('models', () => {
  const model = (id: string, more: Partial<Model> = {}): Model => {
    const slash = id.indexOf('/');
    return {
      id,
      provider: id.slice(0, slash),
      model: id.slice(slash + 1),
      type: 'chat',
      context_window: null,
      max_output_tokens: null,
      capabilities: [],
      catalogued: null,
      enabled: true,
      created_at: '',
      updated_at: '',
      ...more,
    };
  };
  const models = [
    model('openai/gpt-4o', { capabilities: ['vision'] }),
    model('router/qwen/qwen3-32b', { enabled: false }),
  ];

  test('are found by all words in any order, capabilities among them', () => {
    expect(narrow(models, { q: '32B qwen' }).map((each) => each.id)).toEqual(['router/qwen/qwen3-32b']);
    expect(narrow(models, { q: 'vision' }).map((each) => each.id)).toEqual(['openai/gpt-4o']);
  });

  test('are narrowed by provider, type and state', () => {
    expect(narrow(models, parseModelsSearch({ provider: 'router', state: 'disabled' }))).toHaveLength(1);
    expect(narrow(models, parseModelsSearch({ type: 'image' }))).toHaveLength(0);
  });

  test('are asked of the hub by what it knows, within its bounds', () => {
    const search = parseModelsSearch({ q: ' qwen 32b ', provider: 'router', state: 'disabled', discover: 'x' });
    expect(toModelFilter(search)).toEqual({ search: 'qwen 32b', provider: 'router', enabled: false });
    expect(toModelFilter(parseModelsSearch({ type: 'image' }))).toEqual({ type: 'image' });
    expect(toModelFilter({ q: '🙂'.repeat(501) }).search).toBe('🙂'.repeat(500));
    expect(toModelFilter({ q: '  ' })).toEqual({});
  });
});

describe('keys', () => {
  const now = new Date('2026-11-24T12:00:00Z');

  test('end at the end of a day', () => {
    expect(endOf('never', '', now)).toBeNull();
    const end = new Date(endOf('30', '', now) ?? '');
    expect([end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([23, 59, 59]);
    expect(new Date(endOf('day', '2027-01-31', now) ?? '').getDate()).toBe(31);
  });

  test('cannot end in the past', () => {
    expect(isToCome('2026-11-23', new Date('2026-11-25T00:00:00'))).toBe(false);
    expect(isToCome('2026-11-26', now)).toBe(true);
    expect(isToCome('', now)).toBe(false);
  });

  test('come with a command that a shell takes, whatever the model is called', () => {
    expect(curlOf('http://hub', 'TOKEN', "local/it's")).toContain(`"model": "local/it'\\''s"`);
  });
});

describe('providers', () => {
  test('are checked as the hub checks them', () => {
    expect([isProviderName('openai-eu.1'), isProviderName('OpenAI'), isProviderName('-x')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isBaseUrl('http://127.0.0.1:4041/v1')).toBe(true);
    expect(isBaseUrl('ftp://example.com')).toBe(false);
    expect(isBaseUrl('https://example.com/v1?key=1')).toBe(false);
    expect([isSecret('sk-abc'), isSecret('two words'), isSecret('')]).toEqual([true, false, false]);
  });

  test('share calls among the credentials that are active', () => {
    const credential = (weight: number, state: Credential['state']): Credential => ({
      id: String(weight),
      name: '',
      weight,
      state,
      enabled: state === 'active',
      hint: '',
      state_reason: null,
      state_until: null,
      created_at: '',
      updated_at: '',
    });
    const all = [credential(3, 'active'), credential(1, 'active'), credential(9, 'disabled')];
    expect(all.map((each) => shareOf(each, all))).toEqual([0.75, 0.25, 0]);
  });
});

describe('routes', () => {
  const target = (provider: string, weight: number, callable = true): RouteTarget => ({
    provider,
    model: 'm/x',
    weight,
    timeout_ms: null,
    callable,
  });
  const targets = [target('gone', 9, false), target('one', 1), target('two', 3)];

  test('share calls among the targets that can be called', () => {
    expect(sharesOf({ strategy: 'weighted', targets })).toEqual([0, 0.25, 0.75]);
    expect(sharesOf({ strategy: 'fallback', targets })).toEqual([0, 1, 0]);
    expect(sharesOf({ strategy: 'latency', targets })).toEqual([undefined, undefined, undefined]);
  });

  test('name a target by its provider and whatever follows the first slash', () => {
    expect(partsOf(idOf(target('one', 1)))).toEqual({ provider: 'one', model: 'm/x' });
    for (const id of ['', 'one', 'one/', '/m']) expect(partsOf(id), id).toBeUndefined();
  });
});

describe('health', () => {
  const model = (answered: number, failed: number): ProviderHealth['models'][number] => ({
    model: 'm',
    status: 'healthy',
    answered,
    failed,
    success_rate: null,
    latency_ms: 1,
    in_flight: 0,
    ejections: 0,
    ejected_until: null,
    cooling: [],
  });
  const of = (models: ProviderHealth['models']): ProviderHealth => ({
    id: '',
    provider: 'p',
    status: 'healthy',
    models,
  });

  test('is the share of calls that were answered, over all models', () => {
    expect(rateOf(of([model(1, 0), model(2, 1)]))).toBe(0.75);
    expect(rateOf(of([]))).toBeUndefined();
  });
});

describe('the waterfall', () => {
  test('keeps every bar on the line and in sight', () => {
    expect(placeOn(1_000, 250, 500)).toEqual({ left: 25, width: 50 });
    expect(placeOn(1_000, 900, 500)).toEqual({ left: 90, width: 10 });
    expect(placeOn(1_000_000, 10, 1).width).toBe(0.4);
    expect(placeOn(0, 0, 0)).toEqual({ left: 0, width: 100 });
  });
});

describe('the guided start', () => {
  test('asks for a credential before it counts the provider as connected', () => {
    const start = {
      provider: true,
      credential: false,
      credential_checked: false,
      model: false,
      key: true,
      request: false,
    };
    expect(
      stepsOf(start)
        .filter((step) => step.done)
        .map((step) => step.name),
    ).toEqual(['key']);
  });
});
