import { Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Dimension } from '../../api/types';
import { useFormat } from '../../format/format';
import { type PlainKey, useI18n } from '../../i18n';
import { Failure } from '../../ui/Failures';
import { Panel } from '../../ui/Panel';
import { filtersOfGroup } from '../../usage/filters';
import { spendOf } from '../../usage/metrics';
import { useNames } from '../../usage/names';
import { type RangeAsk, useUsage } from '../../usage/useUsage';
import classes from './Top.module.css';

const most = 6;

/** The busiest values of a dimension, each leading to its figures. */
export function Top(props: { title: PlainKey; dimension: Dimension; range: RangeAsk; refresh: number | false }) {
  const { t } = useI18n();
  const names = useNames();
  const format = useFormat();
  const usage = useUsage(props.range, { group_by: props.dimension, limit: most, metrics: '' }, props.refresh);
  const whole = usage.data?.totals.requests ?? 0;
  const series = (usage.data?.series ?? []).filter((each) => each.totals.requests > 0);
  const peak = Math.max(1, ...series.filter((each) => !each.other).map((each) => each.totals.requests));
  return (
    <Panel
      title={t(props.title)}
      actions={
        <Link to="/analytics" search={{ ...props.range.search, group_by: [props.dimension] }} className={classes.all}>
          {t('overview.explore')}
        </Link>
      }
    >
      {usage.isError && !usage.data && <Failure error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.isPending && (
        <Stack gap={14} py={4}>
          {[88, 64, 48, 30].map((width) => (
            <Skeleton key={width} height={18} width={`${width}%`} radius="sm" />
          ))}
        </Stack>
      )}
      {usage.data && series.length === 0 && (
        <Text size="sm" c="dimmed" py="md" ta="center">
          {t('metrics.noData')}
        </Text>
      )}
      <ol className={classes.list}>
        {series.map((each) => {
          const name = each.other
            ? t('metrics.others', { count: each.groups })
            : names.value(props.dimension, each.group[props.dimension]);
          const share = format.percent(each.totals.requests / Math.max(1, whole));
          const spend = spendOf(each.totals);
          const content = (
            <>
              <span
                className={classes.bar}
                style={{ width: `${each.other ? 0 : (each.totals.requests / peak) * 100}%` }}
                aria-hidden
              />
              <span className={classes.name}>{name}</span>
              <span className={classes.value}>{format.compact(each.totals.requests)}</span>
              <span className={classes.money}>{spend === null ? '–' : format.moneyShort(spend)}</span>
            </>
          );
          return (
            <li key={each.other ? 'other' : (each.group[props.dimension]?.id ?? '')}>
              {each.other ? (
                <span className={classes.row}>{content}</span>
              ) : (
                <Link
                  to="/requests"
                  search={{ ...props.range.search, ...filtersOfGroup(each.group) }}
                  className={classes.row}
                  title={t('metrics.share', { share })}
                >
                  {content}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
