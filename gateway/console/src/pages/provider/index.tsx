import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconCompass, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useKindTitle } from '../../api/kinds';
import { someModelsQuery } from '../../api/models';
import { credentialsQuery, providerQuery, useRemoveProvider } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { ConfirmMutation } from '../../ui/ConfirmMutation';
import { CopyText } from '../../ui/CopyText';
import { Facts } from '../../ui/Facts';
import { Failure } from '../../ui/Failures';
import { lazyPart } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { FormSkeleton, PageSkeleton } from '../../ui/Skeletons';
import { TimeAgo } from '../../ui/TimeAgo';
import { ProviderSwitch } from '../providers/ProviderSwitch';
import { Credentials } from './Credentials';
import { ProviderHealth } from './health';

const Settings = lazyPart(() => import('./Settings'), 'Settings');
const route = getRouteApi('/shell/providers/$id');
const mostNamed = 8;

function Removal({ provider, opened, onClose }: { provider: Provider; opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  const models = useQuery(someModelsQuery({ provider: provider.name }, mostNamed)).data;
  const credentials = useQuery(credentialsQuery(provider.id)).data ?? [];
  const name = provider.display_name ?? provider.name;
  const count = models?.total ?? 0;
  const list = models?.data.map((model) => model.id) ?? [];
  const breaks =
    count === 0
      ? t('providers.removeBreaksNone', { name: provider.name })
      : t('providers.removeBreaks', {
          name: provider.name,
          credentials: credentials.length,
          models: count,
          list: `${list.join(', ')}${count > mostNamed ? ', …' : ''}`,
        });
  return (
    <ConfirmMutation
      what={
        opened
          ? {
              of: provider.id,
              title: t('providers.removeTitle', { name }),
              breaks,
              action: t('common.remove'),
              word: provider.name,
              done: t('providers.removed', { name }),
            }
          : null
      }
      mutation={useRemoveProvider()}
      onClose={onClose}
      onDone={() => void navigate({ to: '/providers' })}
    />
  );
}

function About({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const kindTitle = useKindTitle();
  const format = useFormat();
  const models = useQuery(someModelsQuery({ provider: provider.name }, 1)).data;
  const example = `${provider.name}/${models?.data[0]?.model ?? 'model'}`;
  return (
    <Panel>
      <Facts
        facts={[
          [t('providers.kind'), kindTitle(provider.kind)],
          [
            t('providers.models'),
            <Link key="models" to="/models" search={{ provider: provider.name }}>
              {models ? format.number(models.total) : '…'}
            </Link>,
          ],
          [t('providers.useIt'), <CopyText key="use" value={example} what={t('providers.useIt')} />],
          ['ID', <CopyText key="id" value={provider.id} what="ID" />],
          [t('providers.created'), <TimeAgo key="created" time={provider.created_at} />],
        ]}
      />
    </Panel>
  );
}

/** One provider. */
export function Page() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const provider = useQuery(providerQuery(id));
  const [removing, setRemoving] = useState(false);
  if (provider.isPending) return <PageSkeleton />;
  if (provider.isError) return <Failure error={provider.error} onRetry={() => void provider.refetch()} />;
  const one = provider.data;
  return (
    <>
      <Link to="/providers" style={{ color: 'var(--mantine-color-dimmed)', textDecoration: 'none' }}>
        <Group gap={4} mb="xs" w="fit-content">
          <IconArrowLeft size={14} aria-hidden />
          <Text size="sm">{t('providers.back')}</Text>
        </Group>
      </Link>
      <PageHeader title={one.display_name ?? one.name} lead={one.base_url ?? t('providers.defaultAddress')}>
        <ProviderSwitch provider={one} />
        <Button
          variant="default"
          leftSection={<IconCompass size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/models" search={{ provider: one.name, discover: one.id }} {...props} />}
        >
          {t('providers.discover')}
        </Button>
        <Button
          variant="default"
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setRemoving(true)}
        >
          {t('common.remove')}
        </Button>
      </PageHeader>
      <Stack gap="md">
        <Credentials provider={one} />
        <ProviderHealth provider={one} />
        <About provider={one} />
        <Suspense fallback={<FormSkeleton />}>
          <Settings key={one.id} provider={one} />
        </Suspense>
      </Stack>
      <Removal provider={one} opened={removing} onClose={() => setRemoving(false)} />
    </>
  );
}
