import { UnstyledButton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Dimension, Interval, Metrics, Series, Usage } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { type Column, DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { EmptyGlass } from '../../ui/illustrations';
import { type FilterSearch, filtersOfGroup } from '../../usage/filters';
import { type MetricName, metrics } from '../../usage/metrics';
import { useNames } from '../../usage/names';
import { endOfInterval, type RangeSearch } from '../../usage/range';
import classes from './Groups.module.css';

const shown: readonly { name: MetricName; from?: 'sm' | 'md' | 'lg' }[] = [
  { name: 'requests' },
  { name: 'errors', from: 'sm' },
  { name: 'input_tokens', from: 'md' },
  { name: 'output_tokens', from: 'md' },
  { name: 'cost_usd' },
  { name: 'latency_p50', from: 'sm' },
  { name: 'latency_p99', from: 'lg' },
  { name: 'time_to_first_token_p50', from: 'lg' },
];

interface Row {
  id: string;
  names: string[];
  metrics: Metrics;
  /** The calls behind the row; null for what no filter names. */
  search: (FilterSearch & RangeSearch) | null;
}

/** What the table shows. */
export interface GroupsProps {
  usage: Usage | undefined;
  error: Error | null;
  onRetry: () => void;
  groupBy: readonly Dimension[];
  interval: Interval;
  order: MetricName;
  onOrder: (order: MetricName) => void;
  range: RangeSearch;
  filters: FilterSearch;
}

function Figure({ row, name }: { row: Row; name: MetricName }) {
  const { t } = useI18n();
  const format = useFormat();
  const metric = metrics[name];
  const text = metric.text(row.metrics, format);
  const value = metric.read(row.metrics);
  if (row.search === null || value === null || value === 0) {
    return <span className={value ? undefined : classes.zero}>{text}</span>;
  }
  const search = name === 'errors' ? { ...row.search, status: ['failed', 'refused'] } : row.search;
  return (
    <Link
      to="/requests"
      search={search}
      className={classes.figure}
      aria-label={t('analytics.callsBehind', { figure: `${t(metric.label)} ${text}`, name: row.names.join(', ') })}
    >
      {text}
    </Link>
  );
}

function OrderTitle(props: { name: MetricName; order: MetricName; onOrder: (order: MetricName) => void }) {
  const { t } = useI18n();
  const label = t(metrics[props.name].label);
  const active = props.name === props.order;
  return (
    <UnstyledButton
      className={classes.order}
      data-active={active || undefined}
      aria-pressed={active}
      title={t('analytics.orderBy', { name: label })}
      onClick={() => props.onOrder(props.name)}
    >
      {active && <IconArrowDown size={12} aria-hidden />}
      {label}
    </UnstyledButton>
  );
}

function useRows({ usage, groupBy, interval, range, filters }: GroupsProps): Row[] | undefined {
  const { t } = useI18n();
  const names = useNames();
  const format = useFormat();
  if (!usage) return undefined;
  const ofGroup = (series: Series, index: number): Row => ({
    id: series.other ? 'other' : String(index),
    names: series.other
      ? [t('metrics.others', { count: series.groups })]
      : groupBy.map((dimension) => names.value(dimension, series.group[dimension])),
    metrics: series.totals,
    search: series.other ? null : { ...range, ...filters, ...filtersOfGroup(series.group) },
  });
  if (groupBy.length > 0) return usage.series.filter((series) => series.totals.requests > 0).map(ofGroup);
  const points = usage.series[0]?.points ?? [];
  return points
    .filter((point) => point.requests > 0)
    .map((point) => ({
      id: point.start,
      names: [interval === 'day' || interval === 'month' ? format.date(point.start) : format.dateTime(point.start)],
      metrics: point,
      search: { ...filters, from: point.start, to: endOfInterval(point.start, interval).toISOString() },
    }))
    .reverse();
}

/** The figures as numbers: a row a group, or a row an interval where nothing is grouped. */
export function Groups(props: GroupsProps) {
  const { t } = useI18n();
  const names = useNames();
  const rows = useRows(props);
  const heads = props.groupBy.length > 0 ? props.groupBy.map(names.dimension) : [t('analytics.time')];
  const columns: Column<Row>[] = [
    ...heads.map((title, index) => ({
      id: `group-${index}`,
      title,
      cell: (row: Row) => <span className={index === 0 ? classes.name : classes.second}>{row.names[index] ?? ''}</span>,
    })),
    ...shown.map(({ name, from }) => ({
      id: name,
      from,
      figure: true,
      title:
        props.groupBy.length > 0 ? (
          <OrderTitle name={name} order={props.order} onOrder={props.onOrder} />
        ) : (
          t(metrics[name].label)
        ),
      cell: (row: Row) => <Figure row={row} name={name} />,
    })),
  ];
  return (
    <DataTable
      label={t('analytics.by', { name: heads.join(', ') })}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      error={props.error}
      onRetry={props.onRetry}
      frame="36rem"
      empty={<Empty drawing={<EmptyGlass />} title={t('metrics.noData')} hint={t('metrics.noDataHint')} />}
    />
  );
}
