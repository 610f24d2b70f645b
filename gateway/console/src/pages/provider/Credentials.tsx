import { Button, Group, Menu } from '@mantine/core';
import { IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useKind } from '../../api/kinds';
import {
  credentialsQuery,
  useChangeCredential,
  useCheckCredential,
  useCheckProvider,
  useRemoveCredential,
} from '../../api/providers';
import type { Checked, Credential, Provider } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { ConfirmMutation } from '../../ui/ConfirmMutation';
import { type Column, DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EnabledSwitch } from '../../ui/EnabledSwitch';
import { KeyRing } from '../../ui/illustrations';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { useNotify } from '../../ui/notify';
import { Panel } from '../../ui/Panel';
import { RowMenu } from '../../ui/RowMenu';
import { TimeAgo } from '../../ui/TimeAgo';
import { CredentialState } from './CredentialState';
import { shareOf } from './share';

const AddCredential = lazyPart(
  () => import('./CredentialForm').then(({ AddCredential }) => ({ AddCredential })),
  'AddCredential',
);
const RotateCredential = lazyPart(
  () => import('./CredentialForm').then(({ RotateCredential }) => ({ RotateCredential })),
  'RotateCredential',
);

/** Tells what came of asking about `name`. */
function useChecked(name: string) {
  const { t } = useI18n();
  const format = useFormat();
  const { done, failed } = useNotify();
  return {
    onSuccess: (result: Checked) =>
      result.ok
        ? done(t('providers.checkOk', { name, duration: format.duration(result.latency_ms) }))
        : failed(new Error(result.error ?? '')),
    onError: failed,
  };
}

function CheckButton({ provider, credential }: { provider: string; credential: Credential }) {
  const { t } = useI18n();
  const check = useCheckCredential(provider);
  const checked = useChecked(credential.name);
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={check.isPending}
      aria-label={`${t('providers.check')}: ${credential.name}`}
      onClick={() => check.mutate(credential.id, checked)}
    >
      {t('providers.check')}
    </Button>
  );
}

/** No credential: to be added where the kind asks for one, else all is well. */
function None({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const kind = useKind(provider.kind);
  const check = useCheckProvider(provider.id);
  const checked = useChecked(provider.display_name ?? provider.name);
  if (kind?.secret !== 'optional_api_key')
    return (
      <Empty drawing={<KeyRing />} title={t('providers.credentialsEmpty')} hint={t('providers.credentialsEmptyHint')} />
    );
  return (
    <Empty drawing={<KeyRing />} title={t('providers.noKeyNeeded')} hint={t('providers.noKeyNeededHint')}>
      <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined, checked)}>
        {t('providers.check')}
      </Button>
    </Empty>
  );
}

function CredentialSwitch({ provider, credential }: { provider: string; credential: Credential }) {
  const { t } = useI18n();
  const change = useChangeCredential(provider);
  return (
    <EnabledSwitch
      label={t('providers.credentialSwitch', { name: credential.name })}
      enabled={credential.enabled}
      save={(enabled) => change.mutateAsync({ cid: credential.id, change: { enabled } })}
    />
  );
}

function CredentialMenu(props: { credential: Credential; onRotate: () => void; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <RowMenu of={props.credential.name}>
      <Menu.Item leftSection={<IconRefresh size={15} />} onClick={props.onRotate}>
        {t('providers.rotate')}
      </Menu.Item>
      <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={props.onRemove}>
        {t('providers.removeCredential')}
      </Menu.Item>
    </RowMenu>
  );
}

function RemoveCredential(props: {
  provider: Provider;
  credential: Credential | null;
  all: readonly Credential[];
  onClose: () => void;
}) {
  const { t } = useI18n();
  const format = useFormat();
  const { credential, all } = props;
  const name = props.provider.display_name ?? props.provider.name;
  const share = credential ? shareOf(credential, all) : 0;
  return (
    <ConfirmMutation
      what={
        credential && {
          of: credential.id,
          title: t('providers.removeCredentialTitle', { name: credential.name }),
          breaks:
            share === 1
              ? t('providers.removeCredentialLast', { provider: name })
              : t('providers.removeCredentialBreaks', { provider: name, share: format.percent(share) }),
          action: t('common.remove'),
          done: t('providers.credentialRemoved', { name: credential.name }),
        }
      }
      mutation={useRemoveCredential(props.provider.id)}
      onClose={props.onClose}
    />
  );
}

/** A provider's credentials. */
export function Credentials({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const format = useFormat();
  const credentials = useQuery(credentialsQuery(provider.id));
  const [adding, setAdding] = useState(false);
  const [rotating, setRotating] = useState<Credential | null>(null);
  const [removing, setRemoving] = useState<Credential | null>(null);
  const everAdding = useEver(adding);
  const everRotating = useEver(rotating !== null);
  const all = credentials.data ?? [];
  const columns: Column<Credential>[] = [
    { id: 'name', title: t('providers.credentialName'), cell: (row) => <b>{row.name}</b> },
    {
      id: 'state',
      title: t('providers.state'),
      from: 'sm',
      cell: (row) => <CredentialState credential={row} share={format.percent(shareOf(row, all))} />,
    },
    { id: 'hint', title: t('providers.ending'), from: 'sm', cell: (row) => <code>…{row.hint}</code> },
    { id: 'weight', title: t('providers.weight'), figure: true, from: 'md', cell: (row) => format.number(row.weight) },
    {
      id: 'updated',
      title: t('providers.updated'),
      figure: true,
      from: 'md',
      cell: (row) => <TimeAgo time={row.updated_at} />,
    },
    {
      id: 'actions',
      title: <span className="visually-hidden">{t('nav.actions')}</span>,
      figure: true,
      cell: (row) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <CheckButton provider={provider.id} credential={row} />
          <CredentialSwitch provider={provider.id} credential={row} />
          <CredentialMenu credential={row} onRotate={() => setRotating(row)} onRemove={() => setRemoving(row)} />
        </Group>
      ),
    },
  ];
  const button = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      {t('providers.addCredential')}
    </Button>
  );
  return (
    <Panel flush title={t('providers.credentials')} lead={t('providers.credentialsLead')} actions={button}>
      <DataTable
        label={t('providers.credentials')}
        columns={columns}
        rows={credentials.data}
        rowKey={(row) => row.id}
        error={credentials.error}
        onRetry={() => void credentials.refetch()}
        empty={<None provider={provider} />}
      />
      {everAdding && (
        <Suspense>
          <AddCredential provider={provider} opened={adding} onClose={() => setAdding(false)} />
        </Suspense>
      )}
      {everRotating && (
        <Suspense>
          <RotateCredential provider={provider} credential={rotating} onClose={() => setRotating(null)} />
        </Suspense>
      )}
      <RemoveCredential provider={provider} credential={removing} all={all} onClose={() => setRemoving(null)} />
    </Panel>
  );
}
