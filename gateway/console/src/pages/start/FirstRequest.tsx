import { Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { newestRequestsQuery } from '../../api/requests';
import { useI18n } from '../../i18n';
import { CodeBlock } from '../../ui/CodeBlock';
import { DataTable } from '../../ui/DataTable';
import { Panel } from '../../ui/Panel';
import { curlOf } from '../keys/curl';
import { useRequestColumns } from '../requests/columns';

const placeholder = '$HUB_KEY';
const often = 1_000;

/** How to send the first request. */
export function SendRequest({ token, model }: { token: string | null; model: string }) {
  const { t, rich } = useI18n();
  return (
    <Stack gap="sm">
      <CodeBlock code={curlOf(window.location.origin, token ?? placeholder, model)} label={t('start.request')} />
      {token === null && (
        <Text size="sm" c="dimmed">
          {rich('start.requestNoToken', { place: <Code>{placeholder}</Code> })}
        </Text>
      )}
      <Group>
        <Button variant="default" renderRoot={(props) => <Link to="/playground" {...props} />}>
          {t('start.playground')}
        </Button>
        <Group gap="xs" role="status">
          <Loader size="xs" type="dots" />
          <Text size="sm" c="dimmed">
            {t('start.waiting')}
          </Text>
        </Group>
      </Group>
    </Stack>
  );
}

/** The first request, once it is there. */
export function Arrived() {
  const { t } = useI18n();
  const columns = useRequestColumns().filter(({ id }) => id !== 'key' && id !== 'first');
  const newest = useQuery(newestRequestsQuery(1, often));
  return (
    <Stack gap="sm">
      <Text role="status">
        <b>{t('start.arrived')}</b> {t('start.arrivedLead')}
      </Text>
      <Panel flush>
        <DataTable
          label={t('start.request')}
          columns={columns}
          rows={newest.data?.data}
          rowKey={(row) => row.id}
          error={newest.error}
          onRetry={() => void newest.refetch()}
          empty={null}
        />
      </Panel>
      <Group>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>{t('common.toOverview')}</Button>
      </Group>
    </Stack>
  );
}
