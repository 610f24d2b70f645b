import { useQuery } from '@tanstack/react-query';
import { healthQuery } from '../../api/routes';
import type { ProviderHealth } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { secondLineClass } from '../../ui/DataTable';
import { Status } from '../../ui/Status';
import { healthLabels, healthTones } from './health';

/** Of how many calls of the last minute how many were answered. */
export function rateOf(health: ProviderHealth): number | undefined {
  const sum = (count: (model: ProviderHealth['models'][number]) => number) =>
    health.models.reduce((all, model) => all + count(model), 0);
  const answered = sum((model) => model.answered);
  const calls = answered + sum((model) => model.failed);
  return calls === 0 ? undefined : answered / calls;
}

/** What live calls say of a provider. */
export function Health({ provider }: { provider: string }) {
  const { t } = useI18n();
  const format = useFormat();
  const health = useQuery(healthQuery).data?.find((each) => each.provider === provider);
  const status = health?.status ?? 'unknown';
  const rate = health && rateOf(health);
  return (
    <>
      <Status tone={healthTones[status]}>{t(healthLabels[status])}</Status>
      {rate !== undefined && (
        <span className={secondLineClass}>{t('providers.healthRate', { rate: format.percent(rate) })}</span>
      )}
    </>
  );
}
