import { Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMe } from '../../api/session';
import { useI18n } from '../../i18n';
import { Failure } from '../../ui/Failures';
import { LiveBadge } from '../../ui/LiveBadge';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { FilterBar } from '../../usage/FilterBar';
import { filterNames, toFilters } from '../../usage/filters';
import { metrics, percentilesOf } from '../../usage/metrics';
import { useNames } from '../../usage/names';
import { RangePicker } from '../../usage/RangePicker';
import { endOfInterval, endsNow } from '../../usage/range';
import { Summary } from '../../usage/Summary';
import { useUsage } from '../../usage/useUsage';
import { Controls } from './Controls';
import { Graph } from './Graph';
import { Groups } from './Groups';
import { type AnalyticsSearch, filtersIn, intervalOf, rangeIn } from './search';
import { UsageExport } from './UsageExport';

const route = getRouteApi('/shell/analytics');
const often = 5_000;
const mostDrawn = 7;
const mostListed = 200;

/** Three readings of the same range: the whole, the groups over time, the groups as numbers. */
function useReadings(search: AnalyticsSearch) {
  const interval = intervalOf(search);
  const range = {
    search: { range: search.range, from: search.from, to: search.to },
    preset: '7d',
    align: interval,
  } as const;
  const filters = toFilters(filtersIn(search));
  const groupBy = search.group_by ?? [];
  const group_by = groupBy.length > 0 ? groupBy.join(',') : undefined;
  const metric = search.metric ?? 'requests';
  const order = search.order ?? metric;
  const refresh = search.live === 'on' && endsNow(search) ? often : false;
  const whole = useUsage(range, { ...filters, interval, compare: 'previous' }, refresh);
  const drawn = useUsage(
    range,
    { ...filters, interval, group_by, order: metric, limit: mostDrawn, metrics: percentilesOf(metric) },
    refresh,
  );
  const listed = useUsage(
    range,
    group_by
      ? { ...filters, group_by, order, limit: mostListed }
      : { ...filters, interval, order: metric, limit: mostDrawn },
    refresh,
  );
  return { interval, groupBy, metric, order, refresh, whole, drawn, listed };
}

/** Figures cut any way. */
export function Page() {
  const { t } = useI18n();
  const me = useMe();
  const names = useNames();
  const search = route.useSearch();
  const go = route.useNavigate();
  const navigate = useNavigate();
  const { interval, groupBy, metric, order, refresh, whole, drawn, listed } = useReadings(search);
  const change = (part: Partial<AnalyticsSearch>) => void go({ search: { ...search, ...part }, replace: true });
  const filters = filtersIn(search);
  const range = rangeIn(search);
  const pick = (index: number) => {
    const start = drawn.data?.series[0]?.points[index]?.start;
    if (!start) return;
    const times = { from: start, to: endOfInterval(start, interval).toISOString() };
    void navigate({ to: '/requests', search: { ...filters, ...times } });
  };
  return (
    <>
      <PageHeader title={t('analytics.title')} lead={t('analytics.lead')}>
        <LiveBadge
          state={refresh ? (drawn.isError ? 'lost' : 'open') : 'off'}
          onToggle={() => change({ live: search.live === 'on' ? undefined : 'on' })}
        />
        <RangePicker
          value={search}
          preset="7d"
          onChange={(value) => change({ range: undefined, from: undefined, to: undefined, ...value })}
        />
        <UsageExport search={search} interval={interval} />
      </PageHeader>
      <Stack gap="md">
        <FilterBar
          value={filters}
          onChange={(value) => change(Object.fromEntries(filterNames.map((name) => [name, value[name]])))}
        />
        {!(whole.isError && !whole.data) && <Summary usage={whole.data} search={{ ...range, ...filters }} />}
        <Panel title={t('metrics.chartOf', { name: t(metrics[metric].label) })}>
          <Controls search={search} metric={metric} operates={me.may.operate} onChange={change} />
          {drawn.isError && !drawn.data ? (
            <Failure error={drawn.error} onRetry={() => void drawn.refetch()} />
          ) : (
            <Graph usage={drawn.data} metric={metric} groupBy={groupBy} interval={interval} onPick={pick} />
          )}
        </Panel>
        {!(listed.data?.totals.requests === 0 && drawn.data?.totals.requests === 0) && (
          <Panel
            flush
            title={
              groupBy.length > 0
                ? t('analytics.by', { name: groupBy.map(names.dimension).join(', ') })
                : t('analytics.byTime')
            }
          >
            <Groups
              usage={listed.data}
              error={listed.error}
              onRetry={() => void listed.refetch()}
              groupBy={groupBy}
              interval={interval}
              order={order}
              onOrder={(next) => change({ order: next })}
              range={range}
              filters={filters}
            />
          </Panel>
        )}
      </Stack>
    </>
  );
}
