import { ActionIcon, Button, Group, Menu, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import {
  IconDots,
  IconDownload,
  IconMessage,
  IconPencil,
  IconPhoto,
  IconTrash,
  IconVectorBezier2,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../../i18n';
import { Confirm } from '../../../ui/Confirm';
import { SideDialog } from '../../../ui/Dialog';
import { Empty } from '../../../ui/Empty';
import { EmptyGlass, QuietTrace } from '../../../ui/illustrations';
import { TimeAgo } from '../../../ui/TimeAgo';
import { download } from '../download';
import { browserHistory, historyQuery } from './browserHistory';
import classes from './History.module.css';
import { type EntryKind, type Summary, search } from './history';

const ICONS: Readonly<Record<EntryKind, typeof IconMessage>> = {
  chat: IconMessage,
  images: IconPhoto,
  embeddings: IconVectorBezier2,
};

/** What was tried before in this browser. */
export function HistoryDrawer(props: {
  opened: boolean;
  onClose: () => void;
  onOpen: (summary: Summary, body: unknown) => void;
}) {
  const { t } = useI18n();
  return (
    <SideDialog opened={props.opened} onClose={props.onClose} title={t('playground.history')}>
      {props.opened && <Entries onOpen={props.onOpen} />}
    </SideDialog>
  );
}

function useHistory() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: historyQuery.queryKey });
  const options = { onSuccess: refresh, networkMode: 'always' as const };
  return {
    rename: useMutation({
      mutationFn: (to: { id: string; title: string }) => browserHistory.rename(to.id, to.title),
      ...options,
    }),
    remove: useMutation({ mutationFn: (id: string) => browserHistory.remove(id), ...options }),
    clear: useMutation({ mutationFn: () => browserHistory.clear(), ...options }),
  };
}

function Entries({ onOpen }: { onOpen: (summary: Summary, body: unknown) => void }) {
  const { t } = useI18n();
  const { data, isError } = useQuery(historyQuery);
  const history = useHistory();
  const [query, setQuery] = useState('');
  const [clearing, setClearing] = useState(false);
  if (isError) return <Text c="dimmed">{t('playground.historyForbidden')}</Text>;
  if (data === undefined) return null;
  if (data.length === 0) {
    return <Empty drawing={<QuietTrace />} title={t('playground.historyEmpty')} hint={t('playground.historyHint')} />;
  }
  const found = search(data, query);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('playground.historyHint')}
      </Text>
      <TextInput
        type="search"
        aria-label={t('playground.searchHistory')}
        placeholder={t('playground.searchHistory')}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {found.length === 0 && <Empty drawing={<EmptyGlass />} title={t('common.nothingFound')} />}
      <ul className={classes.list}>
        {found.map((summary) => (
          <EntryRow
            key={summary.id}
            summary={summary}
            onOpen={() => void browserHistory.load(summary.id).then((body) => onOpen(summary, body))}
            onRename={(title) => history.rename.mutate({ id: summary.id, title })}
            onRemove={() => history.remove.mutate(summary.id)}
          />
        ))}
      </ul>
      <Group gap="xs" justify="space-between">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => void exportAll()}
        >
          {t('playground.exportHistory')}
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={() => setClearing(true)}>
          {t('playground.clearHistory')}
        </Button>
      </Group>
      <Confirm
        what={
          clearing
            ? {
                title: t('playground.clearHistory'),
                breaks: t('playground.clearHistoryHint', { count: data.length }),
                action: t('playground.clearHistory'),
              }
            : null
        }
        onCancel={() => setClearing(false)}
        onConfirm={() => history.clear.mutate(undefined, { onSettled: () => setClearing(false) })}
        busy={history.clear.isPending}
        error={history.clear.error}
      />
    </Stack>
  );
}

async function exportAll(): Promise<void> {
  const text = await browserHistory.exported();
  download(new Blob([text], { type: 'application/json' }), 'playground-history.json');
}

function EntryRow(props: {
  summary: Summary;
  onOpen: () => void;
  onRename: (title: string) => void;
  onRemove: () => void;
}) {
  const { t } = useI18n();
  const [renaming, setRenaming] = useState(false);
  const { summary } = props;
  const Icon = ICONS[summary.kind];
  if (renaming) {
    return (
      <li>
        <Rename
          title={summary.title}
          onDone={(title) => {
            if (title !== null) props.onRename(title);
            setRenaming(false);
          }}
        />
      </li>
    );
  }
  return (
    <li className={classes.row}>
      <UnstyledButton className={classes.entry} onClick={props.onOpen}>
        <Icon size={17} stroke={1.7} aria-hidden />
        <span>
          <b>{summary.title}</b>
          <small>
            <TimeAgo time={new Date(summary.updatedAt).toISOString()} /> · {summary.models.join(', ')}
          </small>
        </span>
      </UnstyledButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={30} aria-label={t('common.actionsFor', { name: summary.title })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setRenaming(true)}>
            {t('playground.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={props.onRemove}>
            {t('common.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function Rename({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(typed.trim() === '' ? null : typed.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          autoFocus
          aria-label={t('playground.rename')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onDone(null);
          }}
          style={{ flex: 1 }}
        />
        <Button type="submit">{t('common.save')}</Button>
      </Group>
    </form>
  );
}
