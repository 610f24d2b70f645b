import { NotAccepted } from '../../api/providers';
import { useI18n } from '../../i18n';
import { Refusal } from '../../ui/FormEnd';

/** Why a credential was not saved: the hub refused it, or the provider did. */
export function CredentialRefusal({ error }: { error: Error | null }) {
  const { t } = useI18n();
  return <Refusal error={error} title={error instanceof NotAccepted ? t('providers.notAccepted') : undefined} />;
}
