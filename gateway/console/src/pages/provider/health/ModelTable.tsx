import type { ProviderHealth } from '../../../api/types';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { type Column, DataTable, secondLineClass } from '../../../ui/DataTable';
import { Status } from '../../../ui/Status';
import { healthLabels, healthTones } from '../../providers/health';

type ModelHealth = ProviderHealth['models'][number];

function State({ model, named }: { model: ModelHealth; named: (id: string) => string | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  const { status, ejected_until, cooling } = model;
  return (
    <>
      <Status tone={healthTones[status]}>{t(healthLabels[status])}</Status>
      {ejected_until && (
        <span className={secondLineClass}>{t('providers.coolingUntil', { time: format.clock(ejected_until) })}</span>
      )}
      {cooling.map(({ credential, until }) => (
        <span key={credential} className={secondLineClass}>
          {named(credential) ?? t('providers.removedCredential')}:{' '}
          {t('providers.coolingUntil', { time: format.clock(until) })}
        </span>
      ))}
    </>
  );
}

/** Each model that was called, as live calls see it. */
export function ModelTable(props: { models: readonly ModelHealth[]; named: (id: string) => string | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  const columns: Column<ModelHealth>[] = [
    { id: 'model', title: t('providers.healthModel'), cell: (row) => <code>{row.model}</code> },
    { id: 'state', title: t('providers.health'), cell: (row) => <State model={row} named={props.named} /> },
    {
      id: 'answered',
      title: t('providers.healthAnswered'),
      figure: true,
      from: 'sm',
      cell: ({ answered, failed }) =>
        answered + failed > 0 ? t('providers.healthOf', { answered, calls: answered + failed }) : '–',
    },
    {
      id: 'latency',
      title: t('providers.healthLatency'),
      figure: true,
      from: 'sm',
      cell: (row) => (row.latency_ms > 0 ? format.duration(row.latency_ms) : '–'),
    },
    {
      id: 'waiting',
      title: t('providers.healthInFlight'),
      figure: true,
      from: 'sm',
      cell: (row) => format.number(row.in_flight),
    },
  ];
  return (
    <DataTable
      label={t('providers.healthModels')}
      columns={columns}
      rows={props.models}
      rowKey={(row) => row.model}
      empty={null}
    />
  );
}
