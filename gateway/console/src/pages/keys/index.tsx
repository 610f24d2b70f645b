import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { keysQuery } from '../../api/keys';
import type { Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EmptyGlass, KeyRing } from '../../ui/illustrations';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { useKeyColumns } from './columns';

const Revocation = lazyPart(() => import('./Revocation'), 'Revocation');

const CreateModal = lazyPart(() => import('./KeyModals').then(({ CreateModal }) => ({ CreateModal })), 'CreateModal');
const EditModal = lazyPart(() => import('./KeyModals').then(({ EditModal }) => ({ EditModal })), 'EditModal');

const route = getRouteApi('/shell/keys');

/** What applications call the hub with. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const keys = useQuery(keysQuery);
  const [words, setWords] = useState('');
  const [ended, setEnded] = useState(false);
  const [editing, setEditing] = useState<Key | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const everCreating = useEver(search.add === 'open');
  const everEditing = useEver(editing !== null);
  const everRevoking = useEver(revoking !== null);
  const columns = useKeyColumns(setEditing, setRevoking);
  const setCreating = (open: boolean) => void navigate({ search: open ? { add: 'open' } : {}, replace: true });
  const shown = keys.data?.filter(
    (key) =>
      (ended || key.state === 'active') &&
      `${key.name} ${key.id} ${key.models.join(' ')}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('keys.create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('keys.title')} lead={t('keys.lead')}>
        {button}
      </PageHeader>
      <Stack gap="sm">
        <Group justify="space-between">
          <SearchField value={words} onChange={setWords} label={t('keys.search')} width={280} />
          <Checkbox
            label={t('keys.showRevoked')}
            checked={ended}
            onChange={(event) => setEnded(event.currentTarget.checked)}
          />
        </Group>
        <Panel flush>
          <DataTable
            label={t('keys.title')}
            columns={columns}
            rows={shown}
            rowKey={(row) => row.id}
            error={keys.error}
            onRetry={() => void keys.refetch()}
            frame={(shown?.length ?? 0) > 100 ? 'calc(100dvh - 16.25rem)' : undefined}
            onOpen={(row) => row.state === 'active' && setEditing(row)}
            empty={
              keys.data && keys.data.length > 0 ? (
                <Empty drawing={<EmptyGlass />} title={t('common.nothingFound')} hint={t('common.nothingFoundHint')} />
              ) : (
                <Empty drawing={<KeyRing />} title={t('keys.emptyTitle')} hint={t('keys.emptyHint')}>
                  {button}
                </Empty>
              )
            }
          />
        </Panel>
      </Stack>
      {everCreating && (
        <Suspense>
          <CreateModal opened={search.add === 'open'} onClose={() => setCreating(false)} />
        </Suspense>
      )}
      {everEditing && (
        <Suspense>
          <EditModal of={editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      {everRevoking && (
        <Suspense>
          <Revocation of={revoking} onClose={() => setRevoking(null)} />
        </Suspense>
      )}
    </>
  );
}
