import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { download } from '../../api/download';
import { withQuery } from '../../api/queryString';
import { useI18n } from '../../i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { useExplain } from '../../ui/Failures';
import { EmptyGlass, QuietTrace } from '../../ui/illustrations';
import { LiveBadge } from '../../ui/LiveBadge';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { useNotify } from '../../ui/notify';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { RangePicker } from '../../usage/RangePicker';
import { useRequestColumns } from './columns';
import { isNarrowed, type RequestsSearch, toRequestsQuery } from './search';
import { Toolbar } from './Toolbar';
import { timesOf, useRequests } from './useRequests';

const Detail = lazyPart(() => import('./Detail'), 'Detail');

const route = getRouteApi('/shell/requests');

function Nothing({ search, onClear }: { search: RequestsSearch; onClear: () => void }) {
  const { t } = useI18n();
  if (search.follow === 'on') {
    return <Empty drawing={<QuietTrace />} title={t('requests.waitingTitle')} hint={t('requests.waitingHint')} />;
  }
  if (isNarrowed(search) || search.range || search.from) {
    return (
      <Empty drawing={<EmptyGlass />} title={t('requests.filteredTitle')} hint={t('requests.filteredHint')}>
        <Button variant="default" onClick={onClear}>
          {t('common.clearFilters')}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty drawing={<QuietTrace />} title={t('requests.emptyTitle')} hint={t('requests.emptyHint')}>
      <Button renderRoot={(props) => <Link to="/playground" {...props} />}>{t('requests.openPlayground')}</Button>
      <Button variant="default" renderRoot={(props) => <Link to="/keys" {...props} />}>
        {t('requests.createKey')}
      </Button>
    </Empty>
  );
}

function ExportButton({ search }: { search: RequestsSearch }) {
  const { t } = useI18n();
  const { failed } = useNotify();
  const save = useMutation({
    mutationFn: () =>
      download(
        withQuery('/api/requests', { ...toRequestsQuery(search), ...timesOf(search), format: 'csv' }),
        'requests.csv',
        'text/csv',
      ),
    onError: failed,
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t('requests.export')}
    </Button>
  );
}

/** Calls: filtered, followed, and one in full. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const explain = useExplain();
  const { past, live, arrived, rows } = useRequests(search);
  const { request: shown, ...filters } = search;
  const everShown = useEver(shown !== undefined);
  const columns = useRequestColumns(filters);
  const go = (next: RequestsSearch) => void navigate({ search: next, replace: true });
  return (
    <>
      <PageHeader title={t('requests.title')} lead={t('requests.lead')}>
        <LiveBadge
          state={live.state}
          onToggle={() => go({ ...filters, follow: search.follow === 'on' ? undefined : 'on' })}
        />
        <RangePicker
          value={search}
          preset="30d"
          onChange={(range) => go({ ...filters, range: undefined, from: undefined, to: undefined, ...range })}
        />
        <ExportButton search={search} />
      </PageHeader>
      <Stack gap="sm">
        <Toolbar search={search} onChange={go} />
        {live.error && live.state !== 'open' && (
          <Alert color="orange" variant="light" role="status">
            {explain(live.error)}
          </Alert>
        )}
        <Panel flush>
          <DataTable
            label={t('requests.title')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            error={past.error}
            onRetry={() => void past.refetch()}
            mark={(row) => (row.id === shown ? 'selected' : arrived.has(row.id) ? 'fresh' : undefined)}
            onOpen={(row) => void navigate({ search: { ...filters, request: row.id }, resetScroll: false })}
            empty={<Nothing search={search} onClear={() => go({})} />}
          />
        </Panel>
        <Group justify="space-between">
          <Text size="sm" c="dimmed" className="tabular" role="status">
            {rows && rows.length > 0 ? t('common.rows', { count: rows.length }) : ''}
            {arrived.size > 0 ? ` · ${t('requests.newOnTop', { count: arrived.size })}` : ''}
          </Text>
          {past.hasNextPage && (
            <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
              {t('common.loadMore')}
            </Button>
          )}
        </Group>
      </Stack>
      {everShown && (
        <Suspense>
          <Detail id={shown} onClose={() => void navigate({ search: filters, resetScroll: false })} />
        </Suspense>
      )}
    </>
  );
}
