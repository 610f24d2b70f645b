/** The numbers beside a chart. */
import type { ChartSeries } from './Drawn';

const steps = [1, 2, 2.5, 5, 10];
const most = 4;

/** Round numbers from nothing to beyond `peak`, at even distances; nothing alone where there is nothing to measure. */
export function roundTicks(peak: number): number[] {
  if (!(peak > 0)) return [0];
  const rough = peak / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((each) => each * power >= rough) ?? 10) * power;
  const count = Math.ceil(peak / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** The largest value that is drawn: of all series together where they stand on one another, else of any. */
export function peakOf(series: readonly ChartSeries[], stacked: boolean): number {
  const points = series[0]?.values.length ?? 0;
  const together = (index: number) => {
    const values = series.map((each) => each.values[index] ?? 0);
    return stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);
  };
  return Array.from({ length: points }, (_, index) => together(index)).reduce((peak, one) => Math.max(peak, one), 0);
}
