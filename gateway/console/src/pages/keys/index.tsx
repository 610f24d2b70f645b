import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { keysQuery } from '../../api/keys';
import type { CreatedKey, Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EmptyGlass, KeyRing } from '../../ui/illustrations';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { useNotify } from '../../ui/notify';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { FormSkeleton } from '../../ui/Skeletons';
import { useKeyColumns } from './columns';

const Revocation = lazyPart(() => import('./Revocation'), 'Revocation');

const KeyForm = lazyPart(() => import('./KeyForm'), 'KeyForm');
const NewToken = lazyPart(() => import('./NewToken'), 'NewToken');

const route = getRouteApi('/shell/keys');

function CreateModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const leave = () => {
    setCreated(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={created ? t('keys.createdTitle') : t('keys.create')}
      size="lg"
      closeOnClickOutside={created === null}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {created ? (
        <Suspense fallback={<FormSkeleton />}>
          <NewToken created={created} onDone={leave} />
        </Suspense>
      ) : (
        <Suspense fallback={<FormSkeleton />}>
          <KeyForm of={null} onCreated={setCreated} onChanged={() => undefined} onCancel={leave} />
        </Suspense>
      )}
    </Modal>
  );
}

function EditModal({ of, onClose }: { of: Key | null; onClose: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  return (
    <Modal
      opened={of !== null}
      onClose={onClose}
      title={of && t('keys.editTitle', { name: of.name })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {of && (
        <Suspense fallback={<FormSkeleton />}>
          <KeyForm
            of={of}
            onCreated={() => undefined}
            onChanged={(changed) => {
              done(t('keys.saved', { name: changed.name }));
              onClose();
            }}
            onCancel={onClose}
          />
        </Suspense>
      )}
    </Modal>
  );
}

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
            frame={(shown?.length ?? 0) > 100 ? 'calc(100dvh - 15rem)' : undefined}
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
      <CreateModal opened={search.add === 'open'} onClose={() => setCreating(false)} />
      <EditModal of={editing} onClose={() => setEditing(null)} />
      {everRevoking && (
        <Suspense>
          <Revocation of={revoking} onClose={() => setRevoking(null)} />
        </Suspense>
      )}
    </>
  );
}
