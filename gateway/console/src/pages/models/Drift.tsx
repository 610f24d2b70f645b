import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { driftQuery, useLeaveToCatalogue } from '../../api/prices';
import type { Drift as Row } from '../../api/types';
import { useFormat } from '../../format/format';
import { type MessageKey, useI18n } from '../../i18n';
import { type Column, DataTable, secondLineClass } from '../../ui/DataTable';
import { SideDialog } from '../../ui/Dialog';
import { Empty } from '../../ui/Empty';
import { Shelf } from '../../ui/illustrations';
import { useNotify } from '../../ui/notify';
import { Panel } from '../../ui/Panel';

type Difference = Row['differences'][number];

const facts = {
  type: 'catalogue.type',
  context_window: 'catalogue.contextWindow',
  max_output_tokens: 'catalogue.maxOutputTokens',
  capabilities: 'catalogue.capabilities',
} as const satisfies Readonly<Record<Difference['fact'], MessageKey>>;

function Said({ row }: { row: Row }) {
  const { t } = useI18n();
  const format = useFormat();
  const shown = (value: unknown) =>
    typeof value === 'number' ? format.number(value) : Array.isArray(value) ? value.join(', ') : String(value);
  const unknown = row.catalogued === null ? t('catalogue.unknown') : null;
  const unpriced = row.catalogued !== null && !row.priced ? t('catalogue.unpriced') : null;
  const differences = row.differences.map(({ fact, configured, catalogue }) =>
    t(facts[fact], { configured: shown(configured), known: shown(catalogue) }),
  );
  return [unknown, unpriced, ...differences].map((line) => line && <div key={line}>{line}</div>);
}

function useColumns(): Column<Row>[] {
  const { t } = useI18n();
  return [
    {
      id: 'model',
      title: t('catalogue.model'),
      width: '38%',
      cell: (row) => (
        <>
          {row.model}
          <span className={secondLineClass}>{row.provider}</span>
        </>
      ),
    },
    { id: 'said', title: t('catalogue.said'), cell: (row) => <Said row={row} /> },
  ];
}

function Report({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const { done, failed } = useNotify();
  const drift = useQuery(driftQuery);
  const leave = useLeaveToCatalogue();
  const columns = useColumns();
  const differ = drift.data?.data.filter((row) => row.differences.length > 0) ?? [];
  const compared = drift.data?.compared ?? 0;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('catalogue.lead')}
      </Text>
      <Panel flush>
        <DataTable
          label={t('catalogue.title')}
          columns={columns}
          rows={drift.data?.data}
          rowKey={(row) => row.id}
          error={drift.error}
          onRetry={() => void drift.refetch()}
          empty={<Empty drawing={<Shelf />} title={t('catalogue.same')} hint={t('catalogue.sameHint', { compared })} />}
        />
      </Panel>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {drift.data && t('catalogue.compared', { shown: drift.data.data.length, compared })}
        </Text>
        <Button
          disabled={differ.length === 0}
          loading={leave.isPending}
          onClick={() =>
            leave.mutate(
              differ.map((row) => row.id),
              {
                onSuccess: () => {
                  done(t('catalogue.left', { count: differ.length }));
                  onDone();
                },
                onError: failed,
              },
            )
          }
        >
          {t('catalogue.leave', { count: differ.length })}
        </Button>
      </Group>
    </Stack>
  );
}

/** How the models stand to the catalogue, and a way to have them follow it. */
export function Drift({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <SideDialog opened={opened} onClose={onClose} size="lg" title={t('catalogue.title')}>
      {opened && <Report onDone={onClose} />}
    </SideDialog>
  );
}
