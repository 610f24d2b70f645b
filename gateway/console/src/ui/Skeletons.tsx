/** What stands where content will be, in its shape. */
import { Group, Skeleton, Stack } from '@mantine/core';
import { useI18n } from '../i18n';
import { Panel } from './Panel';

function Waiting() {
  const { t } = useI18n();
  return (
    <span className="visually-hidden" role="status">
      {t('common.loading')}
    </span>
  );
}

const widths = ['38%', '52%', '30%', '46%', '34%', '58%', '42%', '36%'];

/** Rows of a table to be. */
export function RowsSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div>
      <Waiting />
      {Array.from({ length: rows }, (_, row) => (
        <Group
          key={row}
          gap="lg"
          px="md"
          h={44}
          wrap="nowrap"
          style={{ borderTop: row ? '1px solid var(--hub-line)' : 0 }}
        >
          <Skeleton height={10} width={widths[row % widths.length]} radius="sm" />
          <Skeleton height={10} width="16%" radius="sm" />
          <Skeleton height={10} width="12%" radius="sm" />
          <Skeleton height={10} width="8%" radius="sm" ml="auto" />
        </Group>
      ))}
    </div>
  );
}

/** A page to be. */
export function PageSkeleton() {
  return (
    <Stack gap="lg">
      <Stack gap={8}>
        <Skeleton height={22} width={180} radius="sm" />
        <Skeleton height={12} width={320} maw="100%" radius="sm" />
      </Stack>
      <Panel flush>
        <RowsSkeleton />
      </Panel>
    </Stack>
  );
}

/** A form to be. */
export function FormSkeleton() {
  return (
    <Stack gap="md">
      <Waiting />
      {[64, 56, 56, 56].map((height, index) => (
        <Skeleton key={index} height={height} radius="sm" />
      ))}
    </Stack>
  );
}
