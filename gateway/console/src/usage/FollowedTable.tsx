import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Following } from '../api/useFollow';
import { useI18n } from '../i18n';
import { type Column, DataTable } from '../ui/DataTable';
import { useExplain } from '../ui/Failures';
import { Panel } from '../ui/Panel';

/** Rows that were there, a page at a time, and those that arrive while a page follows them. */
export interface Followed<T> {
  past: {
    error: Error | null;
    refetch: () => Promise<unknown>;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
  live: Following;
  /** The ids of those that arrived. */
  arrived: ReadonlySet<string>;
  rows: T[] | undefined;
}

/** A table of rows that are followed: what went wrong with that above it, their number and more of them below it. */
export function FollowedTable<T extends { id: string }>(props: {
  label: string;
  columns: readonly Column<T>[];
  followed: Followed<T>;
  /** The id of the row that is shown in full. */
  shown: string | undefined;
  onOpen: (row: T) => void;
  /** What is said of the rows that arrived. */
  news: (count: number) => string;
  /** What reads the next page where none of those before had a row. */
  searchOn?: string;
  empty: ReactNode;
}) {
  const { t } = useI18n();
  const explain = useExplain();
  const { past, live, arrived, rows } = props.followed;
  const more = (rows?.length === 0 && props.searchOn) || t('common.loadMore');
  return (
    <Stack gap="sm">
      {live.error && live.state !== 'open' && (
        <Alert color="orange" variant="light" role="status">
          {explain(live.error)}
        </Alert>
      )}
      <Panel flush>
        <DataTable
          label={props.label}
          columns={props.columns}
          rows={rows}
          rowKey={(row) => row.id}
          error={past.error}
          onRetry={() => void past.refetch()}
          mark={(row) => (row.id === props.shown ? 'selected' : arrived.has(row.id) ? 'fresh' : undefined)}
          onOpen={props.onOpen}
          empty={props.empty}
        />
      </Panel>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" className="tabular" role="status">
          {rows && rows.length > 0 ? t('common.rows', { count: rows.length }) : ''}
          {arrived.size > 0 ? ` · ${props.news(arrived.size)}` : ''}
        </Text>
        {past.hasNextPage && (
          <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {more}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
