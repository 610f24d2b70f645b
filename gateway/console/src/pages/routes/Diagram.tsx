import type { ProviderHealth, Route, RouteTarget } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { Status } from '../../ui/Status';
import { healthLabels, healthTones } from '../providers/health';
import classes from './Diagram.module.css';
import { idOf, sharesOf } from './shares';

function How({ target, health }: { target: RouteTarget; health: readonly ProviderHealth[] }) {
  const { t } = useI18n();
  if (!target.callable) return <Status tone="bad">{t('routes.notCallable')}</Status>;
  const provider = health.find((each) => each.provider === target.provider);
  const status = provider?.models.find((each) => each.model === target.model)?.status ?? 'unknown';
  return <Status tone={healthTones[status]}>{t(healthLabels[status])}</Status>;
}

/** A route drawn: its name, and a line to each target with its share; fallbacks by dashed lines below, in order. */
export function Diagram({ route, health }: { route: Route; health: readonly ProviderHealth[] }) {
  const { t } = useI18n();
  const format = useFormat();
  const shares = sharesOf(route);
  const shown = (share: number | undefined) => (share === undefined ? t('routes.anyShare') : format.percent(share));
  const row = (target: RouteTarget, share: string, isFallback: boolean) => (
    <li key={idOf(target)} className={isFallback ? `${classes.target} ${classes.fallback}` : classes.target}>
      <span className={classes.line} aria-hidden />
      <span className={classes.share}>{share}</span>
      <span className={classes.model} title={idOf(target)}>
        {idOf(target)}
      </span>
      <How target={target} health={health} />
    </li>
  );
  return (
    <div className={classes.diagram}>
      <span className={classes.name} title={route.name}>
        {route.name}
      </span>
      <ul className={classes.targets} aria-label={t('routes.targetsOf', { name: route.name })}>
        {route.targets.map((target, index) => row(target, shown(shares[index]), false))}
        {route.fallbacks.map((target, index) => row(target, t('routes.fallbackAt', { place: index + 1 }), true))}
      </ul>
    </div>
  );
}
