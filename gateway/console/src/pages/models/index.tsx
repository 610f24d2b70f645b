import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCompass, IconPlus, IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, Suspense, useState } from 'react';
import { everyModel, useRemoveModel } from '../../api/models';
import { providersQuery } from '../../api/providers';
import type { Model } from '../../api/types';
import { useI18n } from '../../i18n';
import { loadTexts } from '../../i18n/later';
import { Choice } from '../../ui/Choice';
import { ConfirmMutation } from '../../ui/ConfirmMutation';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EmptyGlass, Shelf } from '../../ui/illustrations';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { SearchField } from '../../ui/SearchField';
import { useModelColumns } from './columns';
import { typeLabels } from './labels';
import { type ModelsSearch, modelTypes } from './search';
import { useChangeMany } from './useChangeMany';
import { useModels } from './useModels';

const Discover = lazyPart(() => import('./Discover'), 'Discover');

const Drift = lazyPart(async () => {
  const [part] = await Promise.all([import('./Drift'), loadTexts('catalogue')]);
  return part;
}, 'Drift');

const ModelForm = lazyPart(() => import('./ModelForm'), 'ModelForm');

const route = getRouteApi('/shell/models');

function Toolbar({ search, onChange }: { search: ModelsSearch; onChange: (part: Partial<ModelsSearch>) => void }) {
  const { t } = useI18n();
  const providers = useQuery(providersQuery).data ?? [];
  return (
    <Group gap="xs">
      <SearchField
        label={t('models.search')}
        value={search.q ?? ''}
        onChange={(value) => onChange({ q: value || undefined })}
        width={280}
      />
      <Choice
        w={180}
        aria-label={t('models.provider')}
        data={[
          { value: '', label: t('models.anyProvider') },
          ...providers.map((each) => ({ value: each.name, label: each.display_name ?? each.name })),
        ]}
        value={search.provider ?? ''}
        onChange={(value) => onChange({ provider: value || undefined })}
      />
      <Choice
        w={140}
        aria-label={t('models.type')}
        data={[
          { value: '', label: t('models.anyType') },
          ...modelTypes.map((value) => ({ value, label: t(typeLabels[value]) })),
        ]}
        value={search.type ?? ''}
        onChange={(value) => onChange({ type: modelTypes.find((each) => each === value) })}
      />
      <Choice
        w={140}
        aria-label={t('providers.state')}
        data={[
          { value: '', label: t('models.anyState') },
          { value: 'enabled', label: t('common.enabled') },
          { value: 'disabled', label: t('common.disabled') },
        ]}
        value={search.state ?? ''}
        onChange={(value) => onChange({ state: value === 'enabled' || value === 'disabled' ? value : undefined })}
      />
    </Group>
  );
}

function Nothing(props: { narrowed: boolean; onClear: () => void; providers: number; discover: ReactNode }) {
  const { t } = useI18n();
  if (props.narrowed) {
    return (
      <Empty drawing={<EmptyGlass />} title={t('common.nothingFound')} hint={t('common.nothingFoundHint')}>
        <Button variant="default" onClick={props.onClear}>
          {t('common.clearFilters')}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty
      drawing={<Shelf />}
      title={t('models.emptyTitle')}
      hint={props.providers === 0 ? t('models.emptyNoProvider') : t('models.emptyHint')}
    >
      {props.providers === 0 ? (
        <Button renderRoot={(rest) => <Link to="/providers" search={{ add: 'open' }} {...rest} />}>
          {t('providers.add')}
        </Button>
      ) : (
        props.discover
      )}
    </Empty>
  );
}

function Removal({ model, onClose }: { model: Model | null; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <ConfirmMutation
      what={
        model && {
          of: model,
          title: t('models.removeTitle', { name: model.id }),
          breaks: t('models.removeBreaks', { name: model.id }),
          action: t('common.remove'),
          done: t('models.removed', { name: model.id }),
        }
      }
      mutation={useRemoveModel()}
      onClose={onClose}
    />
  );
}

function Many({ models }: { models: ReturnType<typeof useModels> }) {
  const { t } = useI18n();
  const { progress, run } = useChangeMany();
  const { rows = [], found = 0, all = found, filter, read } = models;
  if (rows.length === 0) return null;
  const change = (enabled: boolean) => void run(async () => (read.hasNextPage ? everyModel(filter) : rows), enabled);
  const isEvery = (enabled: boolean) => !read.hasNextPage && rows.every((model) => model.enabled === enabled);
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" className="tabular" role="status">
        {progress ? t('models.changing', progress) : t('models.shown', { shown: found, all })}
      </Text>
      <Group gap="xs">
        {read.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={read.isFetchingNextPage}
            onClick={() => void read.fetchNextPage()}
          >
            {t('common.loadMore')}
          </Button>
        )}
        <Button size="xs" variant="default" disabled={progress !== null || isEvery(true)} onClick={() => change(true)}>
          {t('models.enableShown')}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={progress !== null || isEvery(false)}
          onClick={() => change(false)}
        >
          {t('models.disableShown')}
        </Button>
      </Group>
    </Group>
  );
}

/** What calls may ask for. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const models = useModels(search);
  const providers = useQuery(providersQuery).data ?? [];
  const [editing, setEditing] = useState<Model | 'new' | null>(null);
  const [removing, setRemoving] = useState<Model | null>(null);
  const [comparing, setComparing] = useState(false);
  const everEditing = useEver(editing !== null);
  const everComparing = useEver(comparing);
  const everDiscovering = useEver(search.discover !== undefined);
  const columns = useModelColumns(models.prices, setEditing, setRemoving);
  const change = (part: Partial<ModelsSearch>) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const { discover: _discover, ...filters } = search;
  const preferred = providers.find((each) => each.name === search.provider) ?? providers[0];
  const discover = (
    <Button
      leftSection={<IconCompass size={16} aria-hidden />}
      disabled={!preferred}
      onClick={() => preferred && change({ discover: preferred.id })}
    >
      {t('models.discover')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('models.title')} lead={t('models.lead')}>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={!preferred}
          onClick={() => setEditing('new')}
        >
          {t('models.add')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconScale size={16} aria-hidden />}
          disabled={!models.all}
          onClick={() => setComparing(true)}
        >
          {t('models.compare')}
        </Button>
        {discover}
      </PageHeader>
      <Stack gap="sm">
        <Toolbar search={search} onChange={change} />
        <Panel flush>
          <DataTable
            label={t('models.title')}
            columns={columns}
            rows={models.rows}
            total={models.found}
            rowKey={(row) => row.id}
            error={models.read.error}
            onRetry={() => void models.read.refetch()}
            frame="calc(100dvh - 16.25rem)"
            onEnd={() => {
              const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = models.read;
              if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
            }}
            onOpen={setEditing}
            empty={
              <Nothing
                narrowed={Object.keys(filters).length > 0 && models.all !== 0}
                onClear={() => void navigate({ search: {}, replace: true })}
                providers={providers.length}
                discover={discover}
              />
            }
          />
        </Panel>
        <Many models={models} />
      </Stack>
      {everEditing && (
        <Suspense>
          <ModelForm what={editing} provider={search.provider ?? ''} onClose={() => setEditing(null)} />
        </Suspense>
      )}
      {everComparing && (
        <Suspense>
          <Drift opened={comparing} onClose={() => setComparing(false)} />
        </Suspense>
      )}
      <Removal model={removing} onClose={() => setRemoving(null)} />
      {everDiscovering && (
        <Suspense>
          <Discover
            provider={search.discover}
            onProvider={(id) => change({ discover: id })}
            onClose={() => change({ discover: undefined })}
          />
        </Suspense>
      )}
    </>
  );
}
