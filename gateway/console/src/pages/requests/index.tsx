import { Button, Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { download } from '../../api/download';
import { withQuery } from '../../api/queryString';
import { useI18n } from '../../i18n';
import { Empty } from '../../ui/Empty';
import { ExportButton } from '../../ui/ExportButton';
import { EmptyGlass, QuietTrace } from '../../ui/illustrations';
import { LiveBadge } from '../../ui/LiveBadge';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { FollowedTable } from '../../usage/FollowedTable';
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

/** Calls: filtered, followed, and one in full. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const followed = useRequests(search);
  const { request: shown, ...filters } = search;
  const everShown = useEver(shown !== undefined);
  const columns = useRequestColumns(filters);
  const go = (next: RequestsSearch) => void navigate({ search: next, replace: true });
  return (
    <>
      <PageHeader title={t('requests.title')} lead={t('requests.lead')}>
        <LiveBadge
          state={followed.live.state}
          onToggle={() => go({ ...filters, follow: search.follow === 'on' ? undefined : 'on' })}
        />
        <RangePicker
          value={search}
          preset="30d"
          onChange={(range) => go({ ...filters, range: undefined, from: undefined, to: undefined, ...range })}
        />
        <ExportButton
          label={t('requests.export')}
          save={() =>
            download(
              withQuery('/api/requests', { ...toRequestsQuery(search), ...timesOf(search), format: 'csv' }),
              'requests.csv',
              'text/csv',
            )
          }
        />
      </PageHeader>
      <Stack gap="sm">
        <Toolbar search={search} onChange={go} />
        <FollowedTable
          label={t('requests.title')}
          columns={columns}
          followed={followed}
          shown={shown}
          onOpen={(row) => void navigate({ search: { ...filters, request: row.id }, resetScroll: false })}
          news={(count) => t('requests.newOnTop', { count })}
          empty={<Nothing search={search} onClear={() => go({})} />}
        />
      </Stack>
      {everShown && (
        <Suspense>
          <Detail id={shown} onClose={() => void navigate({ search: filters, resetScroll: false })} />
        </Suspense>
      )}
    </>
  );
}
