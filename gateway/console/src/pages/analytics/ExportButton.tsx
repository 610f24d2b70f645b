import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { download } from '../../api/download';
import { withQuery } from '../../api/queryString';
import type { Interval } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNotify } from '../../ui/notify';
import { browserTimeZone } from '../../usage/range';
import { rangeQuery } from '../../usage/useUsage';
import { type AnalyticsSearch, filtersIn } from './search';

/** Saves what the page shows as CSV, every group and interval of it. */
export function ExportButton({ search, interval }: { search: AnalyticsSearch; interval: Interval }) {
  const { t } = useI18n();
  const { failed } = useNotify();
  const save = useMutation({
    mutationFn: () => {
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
    },
    onError: failed,
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t('analytics.export')}
    </Button>
  );
}
