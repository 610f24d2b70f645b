/** Figures over time. The chart library is a chunk of its own, loaded when the first chart is. */
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './Drawn';

const load = () => import('./Drawn');
const Drawn = lazy(load);

// It comes while the page's figures are awaited, once nothing else is to be done.
if (typeof requestIdleCallback === 'function') requestIdleCallback(() => void load().catch(() => undefined));

export type { ChartSeries, TimeChartProps } from './Drawn';

/** A colour of the chart's palette by its place; those behind the eighth share the last. */
export function chartColor(index: number): string {
  return `var(--hub-chart-${Math.min(index, 7) + 1})`;
}

/** The colour of what is put together as "others". */
export const otherColor = 'var(--hub-chart-other)';

/** A chart with a name for those who don't see it; the numbers themselves belong in a table beside it. */
export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height} radius="sm" data-chart />}>
      <Drawn {...props} />
    </Suspense>
  );
}
