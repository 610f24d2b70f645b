import { useQuery } from '@tanstack/react-query';
import { readinessQuery } from '../../api/start';
import type { Readiness } from '../../api/types';
import { useFormat } from '../../format/format';
import { type PlainKey, useI18n } from '../../i18n';
import { type Column, DataTable, secondLineClass } from '../../ui/DataTable';
import { Panel } from '../../ui/Panel';
import { Status, type Tone } from '../../ui/Status';

type Part = Exclude<keyof Readiness, 'status'>;
type Dependency = Readiness[Part];
interface Row {
  part: Part;
  dependency: Dependency;
}

const parts: Readonly<Record<string, { label: PlainKey; use: PlainKey }>> = {
  nats: { label: 'settings.nats', use: 'settings.natsFor' },
  live: { label: 'settings.live', use: 'settings.liveFor' },
  journal: { label: 'settings.journal', use: 'settings.journalFor' },
  postgres: { label: 'settings.postgres', use: 'settings.postgresFor' },
  clickhouse: { label: 'settings.clickhouse', use: 'settings.clickhouseFor' },
};

const states: Readonly<Record<Dependency['state'], { tone: Tone; label: PlainKey }>> = {
  up: { tone: 'good', label: 'settings.up' },
  down: { tone: 'bad', label: 'settings.down' },
  absent: { tone: 'idle', label: 'settings.absent' },
};

function useColumns(): Column<Row>[] {
  const { t } = useI18n();
  const format = useFormat();
  const lag = ({ part, dependency }: Row) => {
    if (dependency.lag === null || dependency.lag === undefined) return '–';
    if (dependency.lag === 0) return t('settings.notBehind');
    return part === 'journal' ? format.bytes(dependency.lag) : t('settings.commits', { count: dependency.lag });
  };
  return [
    {
      id: 'part',
      title: t('settings.part'),
      cell: ({ part }) => {
        const known = parts[part];
        return (
          <>
            <b>{known ? t(known.label) : part}</b>
            {known && <span className={secondLineClass}>{t(known.use)}</span>}
          </>
        );
      },
    },
    {
      id: 'state',
      title: t('settings.state'),
      cell: ({ dependency }) => (
        <Status tone={states[dependency.state].tone}>{t(states[dependency.state].label)}</Status>
      ),
    },
    { id: 'lag', title: t('settings.lag'), figure: true, cell: lag },
  ];
}

/** How each part of the hub is. */
export function Health() {
  const { t } = useI18n();
  const readiness = useQuery(readinessQuery);
  const columns = useColumns();
  const { status, ...dependencies } = readiness.data ?? {};
  const rows =
    readiness.data && Object.entries(dependencies).map(([part, dependency]) => ({ part: part as Part, dependency }));
  return (
    <Panel
      flush
      title={t('settings.health')}
      lead={t('settings.healthLead')}
      actions={
        status && (
          <Status tone={status === 'ready' ? 'good' : 'bad'}>
            {status === 'ready' ? t('settings.ready') : t('settings.unready')}
          </Status>
        )
      }
    >
      <DataTable
        label={t('settings.health')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.part}
        error={readiness.error}
        onRetry={() => void readiness.refetch()}
        empty={null}
      />
    </Panel>
  );
}
