import { Box, Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { healthQuery, routesQuery, useChangeRoute, useRemoveRoute } from '../../api/routes';
import type { Route } from '../../api/types';
import { useI18n } from '../../i18n';
import { ConfirmMutation } from '../../ui/ConfirmMutation';
import { type Column, DataTable, openerClass, secondLineClass } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EnabledSwitch } from '../../ui/EnabledSwitch';
import { Sockets } from '../../ui/illustrations';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { EditItem, RemoveItem, RowMenu } from '../../ui/RowMenu';
import { Diagram } from './Diagram';
import { strategyLabels } from './labels';

const RouteForm = lazyPart(() => import('./RouteForm'), 'RouteForm');

function RouteSwitch({ route }: { route: Route }) {
  const { t } = useI18n();
  const change = useChangeRoute();
  return (
    <EnabledSwitch
      label={t('routes.switch', { name: route.name })}
      enabled={route.enabled}
      save={(enabled) => change.mutateAsync({ id: route.id, change: { enabled } })}
    />
  );
}

function Removal({ route, onClose }: { route: Route | null; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <ConfirmMutation
      what={
        route && {
          of: route.id,
          title: t('routes.removeTitle', { name: route.name }),
          breaks: t('routes.removeBreaks', { name: route.name }),
          action: t('common.remove'),
          done: t('routes.removed', { name: route.name }),
        }
      }
      mutation={useRemoveRoute()}
      onClose={onClose}
    />
  );
}

function useColumns(edit: (route: Route) => void, remove: (route: Route) => void): Column<Route>[] {
  const { t } = useI18n();
  const health = useQuery(healthQuery).data ?? [];
  return [
    {
      id: 'name',
      title: t('routes.name'),
      cell: (row) => (
        <>
          <button type="button" className={openerClass} onClick={() => edit(row)} title={row.name}>
            {row.name}
          </button>
          <span className={secondLineClass}>{t(strategyLabels[row.strategy])}</span>
          <Box hiddenFrom="sm">
            <Diagram route={row} health={health} />
          </Box>
        </>
      ),
    },
    {
      id: 'targets',
      title: t('routes.targets'),
      width: '60%',
      from: 'sm',
      cell: (row) => <Diagram route={row} health={health} />,
    },
    {
      id: 'actions',
      title: t('common.enabled'),
      figure: true,
      width: 120,
      cell: (row) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <RouteSwitch route={row} />
          <RowMenu of={row.name}>
            <EditItem onClick={() => edit(row)} />
            <RemoveItem onClick={() => remove(row)} />
          </RowMenu>
        </Group>
      ),
    },
  ];
}

/** Names that clients call, and where their calls go. */
export function Page() {
  const { t } = useI18n();
  const routes = useQuery(routesQuery);
  const [editing, setEditing] = useState<Route | 'new' | null>(null);
  const [removing, setRemoving] = useState<Route | null>(null);
  const everEditing = useEver(editing !== null);
  const columns = useColumns(setEditing, setRemoving);
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('routes.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('routes.title')} lead={t('routes.lead')}>
        {button}
      </PageHeader>
      <Panel flush>
        <DataTable
          label={t('routes.title')}
          columns={columns}
          rows={routes.data}
          rowKey={(row) => row.id}
          error={routes.error}
          onRetry={() => void routes.refetch()}
          onOpen={setEditing}
          empty={
            <Empty drawing={<Sockets />} title={t('routes.emptyTitle')} hint={t('routes.emptyHint')}>
              {button}
            </Empty>
          }
        />
      </Panel>
      {everEditing && (
        <Suspense>
          <RouteForm what={editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      <Removal route={removing} onClose={() => setRemoving(null)} />
    </>
  );
}
