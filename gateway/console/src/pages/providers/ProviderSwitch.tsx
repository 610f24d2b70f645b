import { Switch } from '@mantine/core';
import { useChangeProvider } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNotify } from '../../ui/notify';

/** Turns calls to a provider on and off. */
export function ProviderSwitch({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const { done, failed } = useNotify();
  const change = useChangeProvider();
  const name = provider.display_name ?? provider.name;
  return (
    <Switch
      aria-label={t('providers.switch', { name })}
      checked={change.isPending ? change.variables.change.enabled : provider.enabled}
      onChange={(event) => {
        const enabled = event.currentTarget.checked;
        change.mutate(
          { id: provider.id, change: { enabled } },
          {
            onSuccess: () => done(t(enabled ? 'providers.nowEnabled' : 'providers.nowDisabled', { name })),
            onError: failed,
          },
        );
      }}
    />
  );
}
