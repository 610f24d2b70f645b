import { Group, Menu } from '@mantine/core';
import { IconActivity, IconBan, IconChartHistogram, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Key } from '../../api/types';
import { type PlainKey, useI18n } from '../../i18n';
import { CopyText } from '../../ui/CopyText';
import { type Column, openerClass, secondLineClass } from '../../ui/DataTable';
import { RowMenu } from '../../ui/RowMenu';
import { Status, Tag, type Tone } from '../../ui/Status';
import { TimeAgo } from '../../ui/TimeAgo';

const states: Readonly<Record<Key['state'], { tone: Tone; label: PlainKey }>> = {
  active: { tone: 'good', label: 'keys.active' },
  expired: { tone: 'idle', label: 'keys.expired' },
  revoked: { tone: 'idle', label: 'keys.revoked' },
};

const mostShown = 3;

function Tags({ values }: { values: readonly string[] }) {
  return (
    <Group gap={4} wrap="nowrap" title={values.join(', ')}>
      {values.slice(0, mostShown).map((value) => (
        <Tag key={value}>{value}</Tag>
      ))}
      {values.length > mostShown && <Tag>+{values.length - mostShown}</Tag>}
    </Group>
  );
}

function KeyMenu({ of, onEdit, onRevoke }: { of: Key; onEdit: () => void; onRevoke: () => void }) {
  const { t } = useI18n();
  return (
    <RowMenu of={of.name}>
      {of.state === 'active' && (
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          {t('keys.edit')}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconChartHistogram size={15} />}
        renderRoot={(props) => <Link to="/analytics" search={{ key: [of.id] }} {...props} />}
      >
        {t('keys.usage')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconActivity size={15} />}
        renderRoot={(props) => <Link to="/requests" search={{ key: [of.id] }} {...props} />}
      >
        {t('keys.requests')}
      </Menu.Item>
      {of.state !== 'revoked' && (
        <Menu.Item color="red" leftSection={<IconBan size={15} />} onClick={onRevoke}>
          {t('keys.revoke')}
        </Menu.Item>
      )}
    </RowMenu>
  );
}

/** The columns of the table of keys. */
export function useKeyColumns(edit: (key: Key) => void, revoke: (key: Key) => void): Column<Key>[] {
  const { t } = useI18n();
  return [
    {
      id: 'name',
      title: t('keys.name'),
      cell: (row) => (
        <>
          {row.state === 'active' ? (
            <button type="button" className={openerClass} onClick={() => edit(row)} title={row.name}>
              {row.name}
            </button>
          ) : (
            <span className={openerClass}>{row.name}</span>
          )}
          <span className={secondLineClass}>
            <CopyText value={row.id} what={`ID ${row.name}`} short />
          </span>
        </>
      ),
    },
    {
      id: 'state',
      title: t('keys.state'),
      cell: (row) => <Status tone={states[row.state].tone}>{t(states[row.state].label)}</Status>,
    },
    { id: 'scopes', title: t('keys.scopes'), from: 'md', cell: (row) => <Tags values={row.scopes} /> },
    {
      id: 'models',
      title: t('keys.models'),
      from: 'lg',
      cell: (row) =>
        row.models.length === 1 && row.models[0] === '*' ? t('keys.modelsAll') : <Tags values={row.models} />,
    },
    {
      id: 'expires',
      title: t('keys.expires'),
      figure: true,
      from: 'sm',
      cell: (row) => (row.expires_at ? <TimeAgo time={row.expires_at} /> : t('keys.expiresNever')),
    },
    {
      id: 'created',
      title: t('keys.created'),
      figure: true,
      from: 'sm',
      cell: (row) => <TimeAgo time={row.created_at} />,
    },
    {
      id: 'actions',
      title: <span className="visually-hidden">{t('nav.actions')}</span>,
      figure: true,
      width: 60,
      cell: (row) => <KeyMenu of={row} onEdit={() => edit(row)} onRevoke={() => revoke(row)} />,
    },
  ];
}
