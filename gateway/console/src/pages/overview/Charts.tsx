import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Interval, Metrics, Usage } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Legend } from '../../ui/chart/Legend';
import { type ChartSeries, chartColor, otherColor, TimeChart, type TimeChartProps } from '../../ui/chart/TimeChart';
import { Panel } from '../../ui/Panel';
import { metrics } from '../../usage/metrics';
import { endOfInterval } from '../../usage/range';

const height = 208;

interface Drawing {
  title: string;
  kind: TimeChartProps['kind'];
  series: { id: string; label: string; color: string; read: (metrics: Metrics) => number | null }[];
  format: (value: number) => string;
  /** Why there is nothing to draw, though there were calls. */
  nothing?: string;
}

function useDrawings(usage: Usage | undefined): Drawing[] {
  const { t } = useI18n();
  const format = useFormat();
  return [
    {
      title: t('overview.volume'),
      kind: 'bars',
      format: format.compact,
      series: [
        { id: 'succeeded', label: t('metrics.succeeded'), color: chartColor(0), read: (all) => all.succeeded },
        { id: 'cancelled', label: t('metrics.cancelled'), color: otherColor, read: (all) => all.cancelled },
        { id: 'refused', label: t('metrics.refused'), color: chartColor(2), read: (all) => all.refused },
        { id: 'failed', label: t('metrics.failed'), color: chartColor(6), read: (all) => all.failed },
      ],
    },
    {
      title: t('overview.tokens'),
      kind: 'bars',
      format: format.compact,
      series: [
        {
          id: 'input',
          label: t('metrics.input'),
          color: chartColor(0),
          read: ({ tokens }) => tokens.input - tokens.cache_read,
        },
        { id: 'cached', label: t('metrics.cached'), color: chartColor(5), read: ({ tokens }) => tokens.cache_read },
        { id: 'output', label: t('metrics.output'), color: chartColor(1), read: ({ tokens }) => tokens.output },
      ],
    },
    {
      title: t('overview.latency'),
      kind: 'lines',
      format: format.duration,
      series: [
        { id: 'p50', label: 'p50', color: chartColor(0), read: (all) => all.latency_ms?.p50 ?? null },
        { id: 'p90', label: 'p90', color: chartColor(1), read: (all) => all.latency_ms?.p90 ?? null },
        { id: 'p99', label: 'p99', color: chartColor(2), read: (all) => all.latency_ms?.p99 ?? null },
      ],
    },
    {
      title: t('overview.spend'),
      kind: 'area',
      nothing: t('metrics.unpriced', { count: usage?.totals.unpriced_requests ?? 0 }),
      format: (value) => format.moneyShort(String(value)),
      series: [{ id: 'spend', label: t('metrics.spend'), color: chartColor(0), read: metrics.cost_usd.read }],
    },
  ];
}

/** Whether there is nothing to draw: no call, or none of which this is known. */
function isNothing({ series }: Drawing, { totals, series: [whole] }: Usage): boolean {
  if (totals.requests === 0) return true;
  return series.every(({ read }) => whole?.points.every((point) => read(point) === null));
}

/** The charts of the overview; a point leads to its calls. */
export function Charts({ usage, interval }: { usage: Usage | undefined; interval: Interval }) {
  const navigate = useNavigate();
  const { t } = useI18n();
  const drawings = useDrawings(usage);
  const points = usage?.series[0]?.points ?? [];
  const starts = points.map((point) => point.start);
  const pick = (index: number) => {
    const start = starts[index];
    if (!start) return;
    const to = endOfInterval(start, interval).toISOString();
    void navigate({ to: '/requests', search: { from: new Date(start).toISOString(), to } });
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {drawings.map((drawing) => {
        const series: ChartSeries[] = drawing.series.map(({ read, ...each }) => ({
          ...each,
          values: points.map(read),
        }));
        return (
          <Panel
            key={drawing.title}
            title={drawing.title}
            actions={drawing.series.length > 1 && <Legend entries={drawing.series} />}
          >
            {usage && isNothing(drawing, usage) ? (
              <Stack h={height} align="center" justify="center" c="dimmed" fz="sm">
                {(usage.totals.requests > 0 && drawing.nothing) || t('metrics.noData')}
              </Stack>
            ) : usage ? (
              <TimeChart
                label={drawing.title}
                kind={drawing.kind}
                starts={starts}
                interval={interval}
                series={series}
                height={height}
                format={drawing.format}
                onPick={pick}
              />
            ) : (
              <Skeleton height={height} radius="sm" />
            )}
          </Panel>
        );
      })}
    </SimpleGrid>
  );
}
