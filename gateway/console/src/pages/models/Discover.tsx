import { Alert, Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { discoveryQuery, providersQuery, useAddDiscovered } from '../../api/providers';
import type { DiscoveredModel } from '../../api/types';
import { useI18n } from '../../i18n';
import { type Column, DataTable } from '../../ui/DataTable';
import { SideDialog } from '../../ui/Dialog';
import { Empty } from '../../ui/Empty';
import { EmptyGlass, Shelf } from '../../ui/illustrations';
import { useNotify } from '../../ui/notify';
import { Panel } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { Tag } from '../../ui/Status';
import { typeLabels } from './labels';
import { matches } from './search';

function useChoice() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return {
    chosen,
    toggle: (model: string) =>
      setChosen((former) => {
        const next = new Set(former);
        if (!next.delete(model)) next.add(model);
        return next;
      }),
    choose: (models: readonly DiscoveredModel[]) =>
      setChosen((former) => new Set([...former, ...models.filter((each) => !each.added).map((each) => each.model)])),
    clear: () => setChosen(new Set()),
  };
}

function useColumns(chosen: ReadonlySet<string>, toggle: (model: string) => void): Column<DiscoveredModel>[] {
  const { t } = useI18n();
  return [
    {
      id: 'model',
      title: t('models.model'),
      cell: (row) => (
        <Checkbox
          label={row.model}
          checked={row.added || chosen.has(row.model)}
          disabled={row.added}
          onChange={() => toggle(row.model)}
        />
      ),
    },
    { id: 'type', title: t('models.type'), width: 100, from: 'sm', cell: (row) => t(typeLabels[row.type]) },
    {
      id: 'added',
      title: <span className="visually-hidden">{t('models.alreadyAdded')}</span>,
      width: 90,
      figure: true,
      cell: (row) => row.added && <Tag>{t('models.alreadyAdded')}</Tag>,
    },
  ];
}

function Listed({ provider, onDone }: { provider: string; onDone: () => void }) {
  const { t } = useI18n();
  const { done, failed } = useNotify();
  const [words, setWords] = useState('');
  const { chosen, toggle, choose, clear } = useChoice();
  const discovery = useQuery(discoveryQuery(provider));
  const add = useAddDiscovered(provider);
  const columns = useColumns(chosen, toggle);
  const shown = discovery.data?.data.filter((each) => matches(each.model, words));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SearchField value={words} onChange={setWords} label={t('models.search')} width={260} />
        <Group gap="xs">
          <Button size="xs" variant="default" disabled={!shown?.length} onClick={() => shown && choose(shown)}>
            {t('models.chooseShown')}
          </Button>
          <Button size="xs" variant="subtle" color="gray" disabled={chosen.size === 0} onClick={clear}>
            {t('models.chooseNone')}
          </Button>
        </Group>
      </Group>
      <Panel flush>
        <DataTable
          label={t('models.discover')}
          columns={columns}
          rows={shown}
          rowKey={(row) => row.model}
          error={discovery.error}
          onRetry={() => void discovery.refetch()}
          frame="calc(100dvh - 17rem)"
          onOpen={(row) => !row.added && toggle(row.model)}
          empty={
            words ? (
              <Empty drawing={<EmptyGlass />} title={t('common.nothingFound')} hint={t('common.nothingFoundHint')} />
            ) : (
              <Empty drawing={<Shelf />} title={t('models.nothingListed')} hint={t('models.nothingListedHint')} />
            )
          }
        />
      </Panel>
      {discovery.data && discovery.data.unlisted.length > 0 && (
        <Alert color="orange" variant="light">
          {t('models.unlisted', { models: discovery.data.unlisted.join(', ') })}
        </Alert>
      )}
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {discovery.data && t('models.shown', { shown: shown?.length ?? 0, all: discovery.data.data.length })}
        </Text>
        <Button
          disabled={chosen.size === 0}
          loading={add.isPending}
          onClick={() =>
            add.mutate([...chosen], {
              onSuccess: () => {
                done(t('models.addedMany', { count: chosen.size }));
                onDone();
              },
              onError: failed,
            })
          }
        >
          {t('models.addChosen', { count: chosen.size })}
        </Button>
      </Group>
    </Stack>
  );
}

/** Lets a provider list its models, to take those that are wanted. `provider` is its id. */
export function Discover(props: {
  provider: string | undefined;
  onProvider: (id: string) => void;
  onClose: () => void;
}) {
  const { t } = useI18n();
  const providers = useQuery(providersQuery).data ?? [];
  const { provider } = props;
  return (
    <SideDialog opened={provider !== undefined} onClose={props.onClose} size="lg" title={t('models.discover')}>
      {provider !== undefined && (
        <Stack gap="md">
          <Select
            label={t('models.chooseProvider')}
            description={t('models.listedLead')}
            data={providers.map((each) => ({ value: each.id, label: each.display_name ?? each.name }))}
            value={provider}
            onChange={(value) => value && props.onProvider(value)}
            allowDeselect={false}
          />
          <Listed key={provider} provider={provider} onDone={props.onClose} />
        </Stack>
      )}
    </SideDialog>
  );
}
