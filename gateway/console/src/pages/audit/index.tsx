import { Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import { download } from '../../api/download';
import { withQuery } from '../../api/queryString';
import type { AuditEvent } from '../../api/types';
import { useI18n } from '../../i18n';
import { type Column, openerClass, secondLineClass } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { ExportButton } from '../../ui/ExportButton';
import { EmptyGlass, Ledger } from '../../ui/illustrations';
import { LiveBadge } from '../../ui/LiveBadge';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Tag } from '../../ui/Status';
import { TimeAgo } from '../../ui/TimeAgo';
import { FollowedTable } from '../../usage/FollowedTable';
import { RangePicker } from '../../usage/RangePicker';
import { useActorName, withoutVersion } from './names';
import { type AuditSearch, toAuditQuery } from './search';
import { Toolbar } from './Toolbar';
import { timesOf, useEvents } from './useEvents';

const EventDrawer = lazyPart(() => import('./EventDrawer'), 'EventDrawer');

const route = getRouteApi('/shell/audit');

function useColumns(search: AuditSearch): Column<AuditEvent>[] {
  const { t } = useI18n();
  const actorName = useActorName();
  return [
    {
      id: 'event',
      title: t('audit.event'),
      cell: (row) => (
        <Link to="/audit" search={{ ...search, event: row.id }} className={openerClass} resetScroll={false}>
          {withoutVersion(row.type)}
        </Link>
      ),
    },
    {
      id: 'on',
      title: t('audit.on'),
      cell: (row) => (
        <>
          <span style={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
            {row.subject.name ?? row.subject.id}
          </span>
          <span className={secondLineClass}>{row.subject.noun}</span>
        </>
      ),
    },
    { id: 'by', title: t('audit.by'), from: 'sm', cell: (row) => actorName(row.actor) },
    {
      id: 'position',
      title: t('audit.position'),
      figure: true,
      from: 'md',
      cell: (row) => (
        <Tag>
          {row.position.stream} {row.position.sequence}
        </Tag>
      ),
    },
    { id: 'time', title: t('audit.time'), figure: true, cell: (row) => <TimeAgo time={row.recorded_at} /> },
  ];
}

function Nothing({ search, unfinished }: { search: AuditSearch; unfinished: boolean }) {
  const { t } = useI18n();
  const narrowed = Object.keys(search).some((name) => name !== 'follow' && name !== 'stream');
  if (!narrowed && !unfinished)
    return <Empty drawing={<Ledger />} title={t('audit.emptyTitle')} hint={t('audit.emptyHint')} />;
  return (
    <Empty
      drawing={<EmptyGlass />}
      title={t('audit.filteredTitle')}
      hint={unfinished ? t('audit.searching') : t('audit.filteredHint')}
    />
  );
}

/** Everything that the log recorded. */
export function Page() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const followed = useEvents(search);
  const { event: shown, ...filters } = search;
  const everShown = useEver(shown !== undefined);
  const columns = useColumns(filters);
  const change = (part: Partial<AuditSearch>) => void navigate({ search: { ...filters, ...part }, replace: true });
  return (
    <>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')}>
        <LiveBadge
          state={followed.live.state}
          onToggle={() => change({ follow: search.follow === 'on' ? undefined : 'on' })}
        />
        <RangePicker
          value={search}
          preset={null}
          onChange={(range) => change({ range: undefined, from: undefined, to: undefined, ...range })}
        />
        <ExportButton
          label={t('audit.exportJson')}
          save={() =>
            download(
              withQuery('/api/audit/events', { ...toAuditQuery(search), ...timesOf(search) }),
              'audit.jsonl',
              'application/x-ndjson',
            )
          }
        />
      </PageHeader>
      <Stack gap="sm">
        <Toolbar search={search} onChange={change} />
        <FollowedTable
          label={t('audit.title')}
          columns={columns}
          followed={followed}
          shown={shown}
          onOpen={(row) => void navigate({ search: { ...filters, event: row.id }, resetScroll: false })}
          news={(count) => t('audit.newOnTop', { count })}
          searchOn={t('audit.searchOn')}
          empty={<Nothing search={filters} unfinished={followed.past.hasNextPage} />}
        />
      </Stack>
      {everShown && (
        <Suspense>
          <EventDrawer
            event={followed.rows?.find((row) => row.id === shown)}
            stream={search.stream}
            onClose={() => void navigate({ search: filters, resetScroll: false })}
          />
        </Suspense>
      )}
    </>
  );
}
