import { Text } from '@mantine/core';
import type { RequestDetail } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Legend } from '../../ui/chart/Legend';
import classes from './Waterfall.module.css';

/** Where a bar lies on the line of the whole call, in percent. */
export function placeOn(whole: number, from: number, length: number): { left: number; width: number } {
  if (whole <= 0) return { left: 0, width: 100 };
  const left = Math.min(100, Math.max(0, (from / whole) * 100));
  return { left, width: Math.min(100 - left, Math.max(0.4, (length / whole) * 100)) };
}

const percent = ({ left, width }: { left: number; width: number }) => ({ left: `${left}%`, width: `${width}%` });

/** The attempts of a call on one line of time. */
export function Waterfall({ request }: { request: RequestDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  const whole = Math.max(
    request.latency_ms,
    ...request.attempts.map((attempt) => attempt.started_after_ms + attempt.duration_ms),
  );
  if (request.attempts.length === 0) return <Text c="dimmed">{t('requests.waterfallNone')}</Text>;
  return (
    <>
      <ol className={classes.attempts}>
        {request.attempts.map((attempt) => {
          const wait = attempt.first_byte_ms ?? attempt.duration_ms;
          const failed = attempt.failure !== null;
          return (
            <li key={attempt.number}>
              <div className={classes.head}>
                <span className={classes.name}>
                  <b>{t('requests.attempt', { number: attempt.number + 1 })}</b>{' '}
                  {[attempt.provider?.name, attempt.model].filter(Boolean).join(' · ')}
                </span>
                <span className={classes.figures}>
                  {[attempt.http_status ?? attempt.failure, format.duration(attempt.duration_ms)]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              <div className={classes.track} aria-hidden>
                <span
                  className={classes.wait}
                  data-failed={failed || undefined}
                  style={percent(placeOn(whole, attempt.started_after_ms, wait))}
                />
                {attempt.first_byte_ms !== null && (
                  <span
                    className={classes.receive}
                    data-failed={failed || undefined}
                    style={percent(
                      placeOn(whole, attempt.started_after_ms + wait, attempt.duration_ms - attempt.first_byte_ms),
                    )}
                  />
                )}
              </div>
              {(attempt.failure || attempt.credential) && (
                <p className={classes.note}>
                  {attempt.failure && <span className={classes.failure}>{attempt.failure}</span>}
                  {attempt.credential && `${t('requests.credential')}: ${attempt.credential.name}`}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      <div className={classes.scale} aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{format.duration(whole * share)}</span>
        ))}
      </div>
      <Legend
        entries={[
          { id: 'wait', label: t('requests.firstByteWait'), color: 'var(--hub-chart-2)' },
          { id: 'receive', label: t('requests.receiving'), color: 'var(--hub-chart-1)' },
        ]}
      />
    </>
  );
}
