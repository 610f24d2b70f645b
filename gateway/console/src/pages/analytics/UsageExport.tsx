import { download } from '../../api/download';
import { withQuery } from '../../api/queryString';
import type { Interval } from '../../api/types';
import { useI18n } from '../../i18n';
import { ExportButton } from '../../ui/ExportButton';
import { browserTimeZone } from '../../usage/range';
import { rangeQuery } from '../../usage/useUsage';
import { type AnalyticsSearch, filtersIn } from './search';

/** Saves what the page shows as CSV, every group and interval of it. */
export function UsageExport({ search, interval }: { search: AnalyticsSearch; interval: Interval }) {
  const { t } = useI18n();
  const save = () => {
    const times = rangeQuery({ search, preset: '7d', align: interval }, new Date());
    const query = {
      ...filtersIn(search),
      ...times,
      interval,
      timezone: browserTimeZone(),
      group_by: search.group_by?.join(','),
      format: 'csv',
    };
    return download(withQuery('/api/analytics/usage', query), `usage-${times.from.slice(0, 10)}.csv`, 'text/csv');
  };
  return <ExportButton label={t('analytics.export')} save={save} />;
}
