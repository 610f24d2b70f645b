import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useKind } from '../../api/kinds';
import { credentialsQuery } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Status } from '../../ui/Status';

/** How many of a provider's credentials sign calls, of how many; where none does, whether one is needed. */
export function CredentialSummary({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const format = useFormat();
  const credentials = useQuery(credentialsQuery(provider.id));
  const isOptional = useKind(provider.kind)?.secret === 'optional_api_key';
  if (credentials.isError) return <Status tone="idle">{t('common.unknown')}</Status>;
  if (!credentials.data) return <Skeleton height={10} width={60} radius="sm" />;
  const active = credentials.data.filter((each) => each.state === 'active').length;
  if (credentials.data.length === 0 && isOptional) return <Status tone="good">{t('providers.noKeyNeeded')}</Status>;
  if (active === 0) return <Status tone="bad">{t('providers.noCredential')}</Status>;
  return (
    <Status tone="good">
      {active === credentials.data.length
        ? format.number(active)
        : `${format.number(active)} / ${format.number(credentials.data.length)}`}
    </Status>
  );
}
