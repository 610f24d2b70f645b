import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { healthEventsQuery } from '../../../api/audit';
import { credentialsQuery } from '../../../api/providers';
import { healthQuery } from '../../../api/routes';
import type { Provider } from '../../../api/types';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { secondLineClass } from '../../../ui/DataTable';
import { Failure } from '../../../ui/Failures';
import { Panel } from '../../../ui/Panel';
import { RowsSkeleton } from '../../../ui/Skeletons';
import { Status } from '../../../ui/Status';
import { TimeAgo } from '../../../ui/TimeAgo';
import { told } from './events';
import classes from './health.module.css';
import { ModelTable } from './ModelTable';

/** What the log says of the last bad days. */
function BadDays({ provider, named }: { provider: string; named: (id: string) => string | undefined }) {
  const { t } = useI18n();
  const { clock } = useFormat();
  const events = useQuery(healthEventsQuery(provider));
  if (events.isError) return <Failure error={events.error} onRetry={() => void events.refetch()} />;
  if (events.isPending) return <RowsSkeleton />;
  const lines = events.data.flatMap((event) => {
    const said = told(event, named, { t, clock });
    return said ? [{ event, ...said }] : [];
  });
  return (
    <ul className={classes.past}>
      {lines.length === 0 && <li className={secondLineClass}>{t('providers.badDaysNone')}</li>}
      {lines.map(({ event, tone, text }) => (
        <li key={event.id}>
          <Status tone={tone}>{text}</Status>
          <Link to="/audit" search={{ stream: 'ACTIVITY', subject: `health/${provider}`, event: event.id }}>
            <TimeAgo time={event.time} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** How a provider fares: its models as live calls see them, and what the log says of its bad days. */
export function ProviderHealth({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const health = useQuery(healthQuery);
  const credentials = useQuery(credentialsQuery(provider.id)).data;
  const named = (id: string) => credentials?.find((credential) => credential.id === id)?.name;
  const models = health.data?.find((each) => each.id === provider.id)?.models ?? [];
  return (
    <Panel title={t('providers.health')} lead={t('providers.healthLead')} flush>
      {health.isError && <Failure error={health.error} onRetry={() => void health.refetch()} />}
      {models.length > 0 && <ModelTable models={models} named={named} />}
      <BadDays provider={provider.id} named={named} />
    </Panel>
  );
}
