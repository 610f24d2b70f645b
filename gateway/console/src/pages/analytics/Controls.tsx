import type { Dimension, Interval } from '../../api/types';
import { useI18n } from '../../i18n';
import { Choice } from '../../ui/Choice';
import { type MetricName, metricNames, metrics } from '../../usage/metrics';
import { useNames } from '../../usage/names';
import { lengthOf, possibleIntervals, readableInterval } from '../../usage/range';
import classes from './Controls.module.css';
import { type AnalyticsSearch, dimensions } from './search';

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.labelled}>
      <span aria-hidden>{label}</span>
      {children}
    </div>
  );
}

/** What to draw, cut by what, and how finely. */
export function Controls(props: {
  search: AnalyticsSearch;
  metric: MetricName;
  operates: boolean;
  onChange: (change: Partial<AnalyticsSearch>) => void;
}) {
  const { t } = useI18n();
  const names = useNames();
  const { search, onChange } = props;
  const [first, second] = search.group_by ?? [];
  const offered = dimensions.filter((each) => each !== 'organization' || props.operates);
  const options = offered.map((value) => ({ value, label: names.dimension(value) }));
  const length = lengthOf(search, '7d');
  const intervals = possibleIntervals(length);
  const group = (values: (string | null | undefined)[]) =>
    onChange({ group_by: values.filter((value): value is Dimension => offered.some((each) => each === value)) });
  return (
    <div className={classes.controls}>
      <Labelled label={t('analytics.metric')}>
        <Choice
          aria-label={t('analytics.metric')}
          w={190}
          data={metricNames.map((value) => ({ value, label: t(metrics[value].label) }))}
          value={props.metric}
          onChange={(value) => onChange({ metric: value as MetricName, order: undefined })}
        />
      </Labelled>
      <Labelled label={t('analytics.groupBy')}>
        <Choice
          aria-label={t('analytics.groupBy')}
          w={150}
          data={[{ value: '', label: t('analytics.noGroup') }, ...options]}
          value={first ?? ''}
          onChange={(value) => group([value, value ? second : null])}
        />
      </Labelled>
      {first && (
        <Labelled label={t('analytics.then')}>
          <Choice
            aria-label={`${t('analytics.groupBy')} 2`}
            w={150}
            data={[{ value: '', label: t('analytics.noGroup') }, ...options.filter((each) => each.value !== first)]}
            value={second ?? ''}
            onChange={(value) => group([first, value])}
          />
        </Labelled>
      )}
      <Labelled label={t('analytics.interval')}>
        <Choice
          aria-label={t('analytics.interval')}
          w={170}
          data={[
            { value: '', label: t('analytics.intervalAuto', { interval: t(`metrics.${readableInterval(length)}`) }) },
            ...intervals.map((value) => ({ value, label: t(`metrics.${value}`) })),
          ]}
          value={search.interval && intervals.includes(search.interval) ? search.interval : ''}
          onChange={(value) => onChange({ interval: intervals.find((each) => each === value) as Interval | undefined })}
        />
      </Labelled>
    </div>
  );
}
