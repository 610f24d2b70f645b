import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../../api/providers';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Status } from '../../ui/Status';

/** How many of a provider's credentials sign calls, of how many. */
export function CredentialSummary({ provider }: { provider: string }) {
  const { t } = useI18n();
  const format = useFormat();
  const credentials = useQuery(credentialsQuery(provider));
  if (credentials.isError) return <Status tone="idle">{t('common.unknown')}</Status>;
  if (!credentials.data) return <Skeleton height={10} width={60} radius="sm" />;
  const active = credentials.data.filter((each) => each.state === 'active').length;
  if (active === 0) return <Status tone="bad">{t('providers.noCredential')}</Status>;
  return (
    <Status tone="good">
      {active === credentials.data.length
        ? format.number(active)
        : `${format.number(active)} / ${format.number(credentials.data.length)}`}
    </Status>
  );
}
