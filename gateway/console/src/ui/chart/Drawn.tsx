import { AreaChart, BarChart, LineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { useI18n } from '../../i18n';
import classes from './Drawn.module.css';
import { peakOf, roundTicks } from './ticks';

/** One line, band or kind of bar. */
export interface ChartSeries {
  id: string;
  label: string;
  color: string;
  values: readonly (number | null)[];
}

/** What to draw. */
export interface TimeChartProps {
  label: string;
  kind: 'bars' | 'area' | 'lines';
  starts: readonly string[];
  interval: 'minute' | 'hour' | 'day' | 'month';
  series: readonly ChartSeries[];
  height: number;
  format: (value: number) => string;
  /** Told which point was chosen. */
  onPick?: (index: number) => void;
}

type Interval = TimeChartProps['interval'];

const tickFormats: Readonly<Record<Interval, Intl.DateTimeFormatOptions>> = {
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { month: 'short', day: 'numeric' },
  month: { year: 'numeric', month: 'short' },
};

const headFormats: Readonly<Record<Interval, Intl.DateTimeFormatOptions>> = {
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'full' },
  month: { year: 'numeric', month: 'long' },
};

interface TooltipProps {
  at: string | undefined;
  index: number | undefined;
  series: readonly ChartSeries[];
  format: (value: number) => string;
}

function PointTooltip({ at, index, series, format }: TooltipProps) {
  if (at === undefined || index === undefined) return null;
  const shown = series
    .map((each) => ({ each, value: each.values[index] }))
    .filter(({ value }) => value !== null && value !== undefined && (value !== 0 || series.length < 4))
    .reverse();
  return (
    <div className={classes.tooltip}>
      <p>{at}</p>
      <ul>
        {shown.map(({ each, value }) => (
          <li key={each.id}>
            <span className={classes.swatch} style={{ background: each.color }} />
            <span className={classes.name}>{each.label}</span>
            <span className={classes.value}>{format(value ?? 0)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function usePoints({ starts, interval, series }: TimeChartProps) {
  const { locale } = useI18n();
  const tag = locale === 'zh' ? 'zh-CN' : 'en-US';
  const tick = new Intl.DateTimeFormat(tag, tickFormats[interval]);
  const head = new Intl.DateTimeFormat(tag, headFormats[interval]);
  const long = starts.length > 30 && interval === 'hour';
  const dayTick = new Intl.DateTimeFormat(tag, tickFormats.day);
  return {
    data: starts.map((_, index) => ({
      index,
      ...Object.fromEntries(series.map((each) => [each.id, each.values[index] ?? null])),
    })),
    tickOf: (index: number) => {
      const start = starts[index];
      if (start === undefined) return '';
      return (long ? dayTick : tick).format(new Date(start));
    },
    headOf: (index: number | undefined) => {
      const start = index === undefined ? undefined : starts[index];
      return start === undefined ? undefined : head.format(new Date(start));
    },
  };
}

/** The chart itself. */
export default function Drawn(props: TimeChartProps) {
  const { series, format, onPick } = props;
  const { data, tickOf, headOf } = usePoints(props);
  const ticks = roundTicks(peakOf(series, props.kind !== 'lines'));
  const pick = (state: { activeTooltipIndex?: unknown } | null) => {
    const index = Number(state?.activeTooltipIndex);
    if (onPick && Number.isInteger(index)) onPick(index);
  };
  const shared = {
    h: props.height,
    data,
    dataKey: 'index',
    series: series.map((each) => ({ name: each.id, label: each.label, color: each.color })),
    valueFormatter: format,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    strokeDasharray: '0',
    withXAxis: true,
    xAxisProps: { tickFormatter: tickOf, minTickGap: 36, interval: 'preserveStartEnd' as const, tickMargin: 8 },
    yAxisProps: {
      width: 'auto' as const,
      tickFormatter: format,
      ticks,
      domain: [0, ticks[ticks.length - 1] || 1] as [number, number],
    },
    tooltipAnimationDuration: 0,
    tooltipProps: {
      content: ({ label }: { label?: unknown }) => {
        const index = typeof label === 'number' ? label : undefined;
        return <PointTooltip at={headOf(index)} index={index} series={series} format={format} />;
      },
    },
  };
  return (
    <figure className={classes.figure} data-picks={onPick ? '' : undefined} aria-label={props.label}>
      {props.kind === 'bars' && (
        <BarChart
          {...shared}
          type="stacked"
          maxBarWidth={28}
          barProps={{ isAnimationActive: false, radius: 1 }}
          barChartProps={{ onClick: pick, barCategoryGap: '18%', title: props.label }}
        />
      )}
      {props.kind === 'area' && (
        <AreaChart
          {...shared}
          type="stacked"
          curveType="linear"
          withDots={false}
          fillOpacity={0.24}
          strokeWidth={1.5}
          areaProps={{ isAnimationActive: false }}
          areaChartProps={{ onClick: pick, title: props.label }}
        />
      )}
      {props.kind === 'lines' && (
        <LineChart
          {...shared}
          curveType="linear"
          withDots={false}
          strokeWidth={1.75}
          connectNulls
          lineProps={{ isAnimationActive: false }}
          lineChartProps={{ onClick: pick, title: props.label }}
        />
      )}
    </figure>
  );
}
