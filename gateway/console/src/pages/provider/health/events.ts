import type { AuditEvent } from '../../../api/types';
import type { Translate } from '../../../i18n';
import type { Tone } from '../../../ui/Status';

/** What is known of a credential by its id. */
export type CredentialName = (id: string) => string | undefined;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What an event says of a provider's health, in words and in colour; undefined where it says something else. */
export function told(
  event: AuditEvent,
  named: CredentialName,
  { t, clock }: { t: Translate; clock: (time: string) => string },
): { tone: Tone; text: string } | undefined {
  const { type, data } = event;
  const model = text(data.model);
  const credential = named(text(data.credential)) ?? t('providers.removedCredential');
  const until = data.until ? clock(text(data.until)) : '';
  switch (type) {
    case 'health.model_ejected.v1':
      return { tone: 'bad', text: t('providers.modelEjected', { model, until }) };
    case 'health.model_recovered.v1':
      return { tone: 'good', text: t('providers.modelRecovered', { model }) };
    case 'health.credential_cooled.v1': {
      const said = data.reason === 'refused' ? 'providers.credentialRefused' : 'providers.credentialLimited';
      return { tone: 'warn', text: t(said, { credential, model, until }) };
    }
    case 'health.credential_recovered.v1':
      return { tone: 'good', text: t('providers.credentialRecovered', { credential, model }) };
    default:
      return undefined;
  }
}
