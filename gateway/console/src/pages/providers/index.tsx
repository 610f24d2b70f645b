import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useKindTitle } from '../../api/kinds';
import { someModelsQuery } from '../../api/models';
import { providersQuery } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { type Column, DataTable, openerClass, secondLineClass } from '../../ui/DataTable';
import { Dialog } from '../../ui/Dialog';
import { Empty } from '../../ui/Empty';
import { Sockets } from '../../ui/illustrations';
import { lazyPart } from '../../ui/lazyPart';
import { useNotify } from '../../ui/notify';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { FormSkeleton } from '../../ui/Skeletons';
import { TimeAgo } from '../../ui/TimeAgo';
import { CredentialSummary } from './CredentialSummary';
import { Health } from './Health';
import { ProviderSwitch } from './ProviderSwitch';

const ConnectForm = lazyPart(() => import('./ConnectForm'), 'ConnectForm');

const route = getRouteApi('/shell/providers');

function ModelCount({ provider }: { provider: string }) {
  const format = useFormat();
  const models = useQuery(someModelsQuery({ provider }, 1)).data;
  return models ? format.number(models.total) : '…';
}

function useColumns(): Column<Provider>[] {
  const { t } = useI18n();
  const kindTitle = useKindTitle();
  return [
    {
      id: 'name',
      title: t('providers.name'),
      cell: (row) => (
        <>
          <Link to="/providers/$id" params={{ id: row.id }} className={openerClass}>
            {row.display_name ?? row.name}
          </Link>
          <span className={secondLineClass}>{row.name}/…</span>
        </>
      ),
    },
    { id: 'kind', title: t('providers.kind'), from: 'md', cell: (row) => kindTitle(row.kind) },
    {
      id: 'address',
      title: t('providers.address'),
      from: 'md',
      cell: (row) => <span className={secondLineClass}>{row.base_url ?? t('providers.defaultAddress')}</span>,
    },
    { id: 'credentials', title: t('providers.credentials'), cell: (row) => <CredentialSummary provider={row} /> },
    { id: 'health', title: t('providers.health'), from: 'sm', cell: (row) => <Health provider={row.name} /> },
    {
      id: 'models',
      title: t('providers.models'),
      figure: true,
      from: 'sm',
      cell: (row) => (
        <Link to="/models" search={{ provider: row.name }}>
          <ModelCount provider={row.name} />
        </Link>
      ),
    },
    {
      id: 'updated',
      title: t('providers.updated'),
      figure: true,
      from: 'md',
      cell: (row) => <TimeAgo time={row.updated_at} />,
    },
    {
      id: 'enabled',
      title: t('common.enabled'),
      figure: true,
      cell: (row) => (
        <Group justify="flex-end">
          <ProviderSwitch provider={row} />
        </Group>
      ),
    },
  ];
}

/** Where calls go. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { done } = useNotify();
  const providers = useQuery(providersQuery);
  const columns = useColumns();
  const adding = search.add === 'open';
  const setAdding = (open: boolean) => void navigate({ search: open ? { add: 'open' } : {}, replace: true });
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('providers.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('providers.title')} lead={t('providers.lead')}>
        {button}
      </PageHeader>
      <Panel flush>
        <DataTable
          label={t('providers.title')}
          columns={columns}
          rows={providers.data}
          rowKey={(row) => row.id}
          error={providers.error}
          onRetry={() => void providers.refetch()}
          onOpen={(row) => void navigate({ to: '/providers/$id', params: { id: row.id } })}
          empty={
            <Empty drawing={<Sockets />} title={t('providers.emptyTitle')} hint={t('providers.emptyHint')}>
              {button}
            </Empty>
          }
        />
      </Panel>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('providers.add')} size="lg">
        <Suspense fallback={<FormSkeleton />}>
          <ConnectForm
            onCancel={() => setAdding(false)}
            onDone={(added) => {
              done(t('providers.added', { name: added.display_name ?? added.name }));
              void navigate({ to: '/providers/$id', params: { id: added.id } });
            }}
          />
        </Suspense>
      </Dialog>
    </>
  );
}
