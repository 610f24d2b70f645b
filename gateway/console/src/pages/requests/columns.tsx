import { Link } from '@tanstack/react-router';
import type { RequestRow } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { type Column, openerClass, secondLineClass } from '../../ui/DataTable';
import { Status } from '../../ui/Status';
import { TimeAgo } from '../../ui/TimeAgo';
import { statusTones, useNames } from '../../usage/names';

/** The columns of a table of calls. The first leads to the call in full, beside the filters that are set. */
export function useRequestColumns(search: Record<string, unknown> = {}): Column<RequestRow>[] {
  const { t } = useI18n();
  const names = useNames();
  const format = useFormat();
  return [
    {
      id: 'model',
      title: t('requests.model'),
      cell: (row) => (
        <>
          <Link to="/requests" search={{ ...search, request: row.id }} className={openerClass} resetScroll={false}>
            {row.model ?? row.requested_model ?? names.operation(row.operation)}
          </Link>
          <span className={secondLineClass}>{row.provider?.name ?? t('metrics.noProvider')}</span>
        </>
      ),
    },
    {
      id: 'status',
      title: t('requests.status'),
      cell: (row) => (
        <Status tone={statusTones[row.status]} title={row.failure ?? undefined}>
          {row.failure ? `${names.status(row.status)} · ${row.http_status}` : names.status(row.status)}
        </Status>
      ),
    },
    {
      id: 'key',
      title: t('requests.key'),
      from: 'md',
      cell: (row) => <span className={secondLineClass}>{row.key?.name ?? t('requests.operator')}</span>,
    },
    {
      id: 'tokens',
      title: t('requests.tokens'),
      figure: true,
      from: 'sm',
      cell: (row) => `${format.compact(row.usage.input)} / ${format.compact(row.usage.output)}`,
    },
    {
      id: 'cost',
      title: t('requests.cost'),
      figure: true,
      from: 'sm',
      cell: (row) =>
        row.cost_usd === null ? (
          <span className={secondLineClass}>{row.status === 'refused' ? '–' : t('requests.unpriced')}</span>
        ) : (
          <span title={format.money(row.cost_usd)}>{format.moneyShort(row.cost_usd)}</span>
        ),
    },
    {
      id: 'first',
      title: t('requests.firstToken'),
      figure: true,
      from: 'md',
      cell: (row) => (row.time_to_first_token_ms === null ? '–' : format.duration(row.time_to_first_token_ms)),
    },
    {
      id: 'latency',
      title: t('requests.latency'),
      figure: true,
      from: 'sm',
      cell: (row) => format.duration(row.latency_ms),
    },
    { id: 'started', title: t('requests.started'), figure: true, cell: (row) => <TimeAgo time={row.started_at} /> },
  ];
}
