import { useChangeProvider } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useI18n } from '../../i18n';
import { EnabledSwitch } from '../../ui/EnabledSwitch';
import { useNotify } from '../../ui/notify';

/** Turns calls to a provider on and off. */
export function ProviderSwitch({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const change = useChangeProvider();
  const name = provider.display_name ?? provider.name;
  return (
    <EnabledSwitch
      label={t('providers.switch', { name })}
      enabled={provider.enabled}
      save={async (enabled) => {
        await change.mutateAsync({ id: provider.id, change: { enabled } });
        done(t(enabled ? 'providers.nowEnabled' : 'providers.nowDisabled', { name }));
      }}
    />
  );
}
