import { Skeleton, Stack } from '@mantine/core';
import type { Dimension, Interval, Usage } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Legend } from '../../ui/chart/Legend';
import { type ChartSeries, chartColor, otherColor, TimeChart } from '../../ui/chart/TimeChart';
import { Empty } from '../../ui/Empty';
import { EmptyGlass } from '../../ui/illustrations';
import { type MetricName, metrics } from '../../usage/metrics';
import { useNames } from '../../usage/names';

const height = 300;

/** One figure over time, a colour a group. */
export function Graph(props: {
  usage: Usage | undefined;
  metric: MetricName;
  groupBy: readonly Dimension[];
  interval: Interval;
  onPick: (index: number) => void;
}) {
  const { t } = useI18n();
  const format = useFormat();
  const names = useNames();
  const { usage, groupBy, interval } = props;
  const metric = metrics[props.metric];
  if (!usage) return <Skeleton height={height + 28} radius="sm" />;
  const drawn = usage.series.filter((series) => groupBy.length === 0 || series.totals.requests > 0);
  if (usage.totals.requests === 0) {
    return <Empty drawing={<EmptyGlass />} title={t('metrics.noData')} hint={t('metrics.noDataHint')} />;
  }
  const series: ChartSeries[] = drawn.map((each, index) => ({
    id: `s${index}`,
    label: each.other
      ? t('metrics.others', { count: each.groups })
      : groupBy.length === 0
        ? t(metric.label)
        : groupBy.map((dimension) => names.value(dimension, each.group[dimension])).join(' · '),
    color: each.other ? otherColor : chartColor(index),
    values: each.points.map(metric.read),
  }));
  return (
    <Stack gap="sm">
      <TimeChart
        label={t('metrics.chartOf', { name: t(metric.label) })}
        kind={metric.adds ? 'bars' : 'lines'}
        starts={drawn[0]?.points.map((point) => point.start) ?? []}
        interval={interval}
        series={series}
        height={height}
        format={(value) => metric.short(value, format)}
        onPick={props.onPick}
      />
      {groupBy.length > 0 && <Legend entries={series} />}
    </Stack>
  );
}
