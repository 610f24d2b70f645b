import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { newestRequestsQuery } from '../../api/requests';
import { useI18n } from '../../i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { QuietTrace } from '../../ui/illustrations';
import { Panel } from '../../ui/Panel';
import { useRequestColumns } from '../requests/columns';
import classes from './Top.module.css';

/** The calls that ended last. */
export function Latest({ refresh }: { refresh: number | false }) {
  const { t } = useI18n();
  const columns = useRequestColumns();
  const requests = useQuery(newestRequestsQuery(8, refresh));
  return (
    <Panel
      flush
      title={t('overview.latest')}
      actions={
        <Link to="/requests" className={classes.all}>
          {t('overview.allRequests')}
        </Link>
      }
    >
      <DataTable
        label={t('overview.latest')}
        columns={columns}
        rows={requests.data?.data}
        rowKey={(row) => row.id}
        error={requests.error}
        onRetry={() => void requests.refetch()}
        empty={<Empty drawing={<QuietTrace />} title={t('overview.noCalls')} hint={t('overview.noCallsHint')} />}
      />
    </Panel>
  );
}
