import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../api/types';
import type { Translate } from '../../../i18n';
import { told } from './events';

const t = ((key: string, values: Record<string, string> = {}) =>
  [key, ...Object.values(values)].join(' ')) as unknown as Translate;

function event(type: string, data: Record<string, unknown>): AuditEvent {
  return { type, data: { model: 'm', ...data } } as unknown as AuditEvent;
}

function say(type: string, data: Record<string, unknown> = {}) {
  const named = (id: string) => (id === 'c' ? 'main' : undefined);
  return told(event(type, data), named, { t, clock: (time) => `at ${time}` });
}

describe('told', () => {
  it('says until when calls go around a model, and that it answers again', () => {
    expect(say('health.model_ejected.v1', { until: 'noon' })).toEqual({
      tone: 'bad',
      text: 'providers.modelEjected m at noon',
    });
    expect(say('health.model_recovered.v1')?.tone).toBe('good');
  });

  it('says which credential is left alone, why, and that it was removed since', () => {
    const limited = { credential: 'c', reason: 'rate_limited', until: 'noon' };
    expect(say('health.credential_cooled.v1', limited)?.text).toBe('providers.credentialLimited main m at noon');
    const refused = { ...limited, reason: 'refused', credential: 'gone' };
    expect(say('health.credential_cooled.v1', refused)?.text).toBe(
      'providers.credentialRefused providers.removedCredential m at noon',
    );
    expect(say('health.credential_recovered.v1', { credential: 'c' })?.text).toBe(
      'providers.credentialRecovered main m',
    );
  });

  it('leaves out what it does not know', () => {
    expect(say('health.something_new.v2')).toBeUndefined();
  });
});
