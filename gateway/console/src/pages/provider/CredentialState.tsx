import type { Credential } from '../../api/types';
import { useFormat } from '../../format/format';
import { type PlainKey, useI18n } from '../../i18n';
import { secondLineClass } from '../../ui/DataTable';
import { Status, type Tone } from '../../ui/Status';

const tones: Record<Credential['state'], Tone> = { active: 'good', cooling: 'warn', disabled: 'idle' };

const reasons: Record<NonNullable<Credential['state_reason']>, PlainKey | null> = {
  by_admin: null,
  unauthorized: 'providers.unauthorized',
  forbidden: 'providers.forbidden',
  rate_limited: 'providers.rateLimited',
  refused: 'providers.refused',
};

/** Whether calls use a credential, and why not where they don't. */
export function CredentialState({ credential, share }: { credential: Credential; share: string }) {
  const { t } = useI18n();
  const format = useFormat();
  const { state, state_reason, state_until } = credential;
  const reason = state_reason && reasons[state_reason];
  const words = {
    active: t('providers.share', { share }),
    cooling: t('providers.cooling'),
    disabled: t('common.disabled'),
  };
  const until = state_until ? t('providers.coolingUntil', { time: format.clock(state_until) }) : undefined;
  return (
    <>
      <Status tone={reason && state === 'disabled' ? 'bad' : tones[state]} title={until}>
        {words[state]}
      </Status>
      {reason && <span className={secondLineClass}>{t(reason)}</span>}
    </>
  );
}
