import { Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ProblemError } from '../../api/problem';
import { requestQuery } from '../../api/requests';
import type { RequestDetail } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { CopyText } from '../../ui/CopyText';
import { SideDialog } from '../../ui/Dialog';
import { Facts } from '../../ui/Facts';
import { Failure } from '../../ui/Failures';
import { Status } from '../../ui/Status';
import { statusTones, useNames } from '../../usage/names';
import { UsageTable } from './UsageTable';
import { Waterfall } from './Waterfall';

function Part({ title, lead, children }: { title: string; lead?: string | null; children: React.ReactNode }) {
  return (
    <section>
      <Group justify="space-between" mb={6} gap="xs">
        <Title order={3} fz="md">
          {title}
        </Title>
        {lead && (
          <Text size="sm" c="dimmed">
            {lead}
          </Text>
        )}
      </Group>
      {children}
    </section>
  );
}

function Summary({ request }: { request: RequestDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  const names = useNames();
  return (
    <Facts
      facts={[
        [
          t('requests.status'),
          <Status key="status" tone={statusTones[request.status]}>
            {names.status(request.status)} · {request.http_status}
          </Status>,
        ],
        [t('requests.failure'), request.failure && <code>{request.failure}</code>],
        [t('requests.requested'), request.requested_model],
        [
          t('requests.answeredBy'),
          request.provider && (
            <Link to="/requests" search={{ provider: [request.provider.id] }}>
              {request.provider.name}
              {request.model && ` · ${request.model}`}
            </Link>
          ),
        ],
        [t('requests.operation'), names.operation(request.operation)],
        [t('requests.streamed'), request.stream ? t('common.yes') : t('common.no')],
        [
          t('requests.key'),
          request.key ? (
            <Link key="key" to="/requests" search={{ key: [request.key.id] }}>
              {request.key.name}
            </Link>
          ) : (
            t('requests.operator')
          ),
        ],
        [t('requests.startedAt'), `${format.date(request.started_at)} ${format.clock(request.started_at)}`],
        [t('requests.endedAt'), `${format.date(request.ended_at)} ${format.clock(request.ended_at)}`],
        [t('requests.latency'), format.duration(request.latency_ms)],
        [
          t('requests.firstToken'),
          request.time_to_first_token_ms === null ? null : format.duration(request.time_to_first_token_ms),
        ],
        [t('requests.requestId'), <CopyText key="id" value={request.id} what={t('requests.requestId')} />],
      ]}
    />
  );
}

function Cost({ request }: { request: RequestDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  if (request.cost_usd === null) return <Text c="dimmed">{t('requests.costUnknown')}</Text>;
  return (
    <Facts
      facts={[
        [
          t('requests.cost'),
          <Text key="cost" fw={600} className="tabular">
            {format.money(request.cost_usd)}
          </Text>,
        ],
        [
          t('requests.costPrice'),
          request.price_version && <CopyText value={request.price_version} what={t('requests.costPrice')} />,
        ],
      ]}
    />
  );
}

function Place({ request }: { request: RequestDetail }) {
  const { t } = useI18n();
  const { log } = request;
  return (
    <Facts
      facts={[
        [t('requests.logStream'), log.stream],
        [
          t('requests.logSequence'),
          <CopyText key="sequence" value={String(log.sequence)} what={t('requests.logSequence')} />,
        ],
        [t('requests.logCommit'), <CopyText key="commit" value={log.commit_id} what={t('requests.logCommit')} />],
        [
          '',
          <Link key="audit" to="/audit" search={{ stream: 'TRAFFIC', subject: `request/${request.id}` }}>
            {t('requests.inAudit')}
          </Link>,
        ],
      ]}
    />
  );
}

function Whole({ request }: { request: RequestDetail }) {
  const { t } = useI18n();
  const format = useFormat();
  return (
    <Stack gap="lg">
      <Part
        title={t('requests.waterfall')}
        lead={t('requests.waterfallLead', {
          count: request.attempts.length,
          duration: format.duration(request.latency_ms),
        })}
      >
        <Waterfall request={request} />
      </Part>
      <Part title={t('requests.summary')}>
        <Summary request={request} />
      </Part>
      <Part
        title={t('requests.usage')}
        lead={request.usage_source && t('requests.usageSource', { source: request.usage_source })}
      >
        <UsageTable usage={request.usage} />
      </Part>
      <Part title={t('requests.costTitle')}>
        <Cost request={request} />
      </Part>
      <Part title={t('requests.log')}>
        <Place request={request} />
      </Part>
    </Stack>
  );
}

function Content({ id }: { id: string }) {
  const { t } = useI18n();
  const request = useQuery(requestQuery(id));
  if (request.data) return <Whole request={request.data} />;
  if (request.isPending) {
    return (
      <Stack gap="md">
        {[60, 120, 220, 160].map((height) => (
          <Skeleton key={height} height={height} radius="sm" />
        ))}
      </Stack>
    );
  }
  const running = request.error instanceof ProblemError && request.error.status === 404;
  return (
    <Failure error={running ? new Error(t('requests.notYet')) : request.error} onRetry={() => void request.refetch()} />
  );
}

/** One call in full, beside the table. */
export function Detail({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <SideDialog opened={id !== undefined} onClose={onClose} size="xl" title={t('requests.detail')}>
      {id !== undefined && <Content id={id} />}
    </SideDialog>
  );
}
