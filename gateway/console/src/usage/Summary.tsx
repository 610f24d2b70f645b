/** The figures of a whole range as tiles, each with its change and its trend. */
import type { Metrics, Usage } from '../api/types';
import { type Formatters, useFormat } from '../format/format';
import { useI18n } from '../i18n';
import { Sparkline } from '../ui/Sparkline';
import { type Change, Stat, StatSkeleton, Stats } from '../ui/Stat';
import { changeOf, errorRate, type MetricName, metrics, spendOf } from './metrics';

const shownMetrics: readonly MetricName[] = [
  'requests',
  'tokens',
  'cost_usd',
  'errors',
  'latency_p50',
  'time_to_first_token_p50',
];

function useChange(): (name: MetricName, now: Metrics, before: Metrics | undefined) => Change | null {
  const { t } = useI18n();
  const format = useFormat();
  return (name, now, before) => {
    const metric = metrics[name];
    if (!before) return null;
    const share = changeOf(metric.read(now), metric.read(before));
    if (share === null) return null;
    const text = format.change(share);
    const worse = metric.lessIsBetter ? share > 0.005 : share < -0.005;
    const neutral = name === 'requests' || name === 'tokens' || name === 'cost_usd' || Math.abs(share) < 0.005;
    const title = t('metrics.versusPrevious', { change: text, value: metric.text(before, format) });
    return { text, title, tone: neutral ? 'idle' : worse ? 'bad' : 'good' };
  };
}

function shownValue(name: MetricName, all: Metrics, format: Formatters): string {
  if (name === 'cost_usd') {
    const spend = spendOf(all);
    return spend === null ? '–' : format.moneyShort(spend);
  }
  const value = metrics[name].read(all);
  return value === null ? '–' : metrics[name].short(value, format);
}

function useNote(): (name: MetricName, all: Metrics) => string | null {
  const { t } = useI18n();
  const format = useFormat();
  return (name, all) => {
    const rate = errorRate(all);
    if (name === 'tokens') {
      return `${t('metrics.input')} ${format.compact(all.tokens.input)} · ${t('metrics.output')} ${format.compact(all.tokens.output)}`;
    }
    if (name === 'errors') return rate === null ? null : `${t('metrics.errorRate')} ${format.percent(rate)}`;
    if (name === 'latency_p50' && all.latency_ms) {
      return `p90 ${format.duration(all.latency_ms.p90)} · p99 ${format.duration(all.latency_ms.p99)}`;
    }
    if (name === 'time_to_first_token_p50' && all.time_to_first_token_ms) {
      return `p90 ${format.duration(all.time_to_first_token_ms.p90)} · p99 ${format.duration(all.time_to_first_token_ms.p99)}`;
    }
    if (name === 'cost_usd' && all.unpriced_requests > 0) {
      return t('metrics.unpriced', { count: all.unpriced_requests });
    }
    return null;
  };
}

/** The tiles; `search` leads from each to its calls. */
export function Summary({ usage, search }: { usage: Usage | undefined; search: Record<string, unknown> }) {
  const { t } = useI18n();
  const format = useFormat();
  const change = useChange();
  const note = useNote();
  const whole = usage?.series.length === 1 ? usage.series[0] : undefined;
  return (
    <Stats label={t('metrics.all')}>
      {shownMetrics.map((name) =>
        usage ? (
          <Stat
            key={name}
            label={t(metrics[name].label)}
            value={shownValue(name, usage.totals, format)}
            exact={metrics[name].text(usage.totals, format)}
            note={note(name, usage.totals)}
            change={change(name, usage.totals, usage.previous?.totals)}
            trend={
              whole && (
                <Sparkline
                  values={whole.points.map((point) => metrics[name].read(point))}
                  color={name === 'errors' ? 'var(--hub-bad)' : undefined}
                />
              )
            }
            to={{ to: '/requests', search: name === 'errors' ? { ...search, status: ['failed', 'refused'] } : search }}
          />
        ) : (
          <StatSkeleton key={name} />
        ),
      )}
    </Stats>
  );
}
