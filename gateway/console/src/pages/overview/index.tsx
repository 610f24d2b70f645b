import { SimpleGrid, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useI18n } from '../../i18n';
import { Failure } from '../../ui/Failures';
import { LiveBadge } from '../../ui/LiveBadge';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { RangePicker } from '../../usage/RangePicker';
import { endsNow, lengthOf, readableInterval } from '../../usage/range';
import { Summary } from '../../usage/Summary';
import { useUsage } from '../../usage/useUsage';
import { Charts } from './Charts';
import { Latest } from './Latest';
import { StartBanner } from './StartBanner';
import { Top } from './Top';

const route = getRouteApi('/shell/');
const often = 5_000;

/** What goes through the hub, at a glance. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { live: _live, ...range } = search;
  const interval = readableInterval(lengthOf(range, '24h'));
  const ask = { search: range, preset: '24h', align: interval } as const;
  const live = search.live !== 'off' && endsNow(range);
  const refresh = live ? often : false;
  const usage = useUsage(ask, { interval, compare: 'previous' }, refresh);
  return (
    <>
      <PageHeader title={t('overview.title')} lead={t('overview.lead')}>
        <LiveBadge
          state={live ? (usage.isError ? 'lost' : 'open') : 'off'}
          onToggle={() => void navigate({ search: { ...range, ...(live ? { live: 'off' } : {}) }, replace: true })}
        />
        <RangePicker value={range} preset="24h" onChange={(value) => void navigate({ search: value })} />
      </PageHeader>
      <Stack gap="md">
        <StartBanner />
        {usage.isError && !usage.data ? (
          <Panel>
            <Failure error={usage.error} onRetry={() => void usage.refetch()} />
          </Panel>
        ) : (
          <>
            <Summary usage={usage.data} search={{ range: range.range ?? '24h', ...range }} />
            <Charts usage={usage.data} interval={interval} />
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
              <Top title="overview.topModels" dimension="model" range={ask} refresh={refresh} />
              <Top title="overview.topKeys" dimension="key" range={ask} refresh={refresh} />
              <Top title="overview.topProviders" dimension="provider" range={ask} refresh={refresh} />
            </SimpleGrid>
            <Latest refresh={refresh} />
          </>
        )}
      </Stack>
    </>
  );
}
