import { Button, Group, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Suspense, useEffect, useMemo, useRef } from 'react';
import { useI18n } from '../../../i18n';
import { lazyPart, useEver } from '../../../ui/lazyPart';
import type { ListedModel } from '../models/models';
import { figures, marks } from '../wire/measure';
import classes from './Chat.module.css';
import { Composer } from './Composer';
import { type Chat, isEmpty, isRunning, MAX_LANES, nextOf } from './conversation';
import { EmptyChat } from './EmptyChat';
import { LaneColumn } from './LaneColumn';
import { useScrollTogether } from './scrolling';
import { chatStore, useChat, useKeptChat } from './useChat';

const SettingsPanel = lazyPart(() => import('./SettingsPanel'), 'SettingsPanel');
const SettingsDrawer = lazyPart(() => import('./SettingsDrawer'), 'SettingsDrawer');
const TogetherSwitch = lazyPart(() => import('./TogetherSwitch'), 'TogetherSwitch');

/** Talking to one model, or to up to four side by side. */
export function ChatPage(props: {
  models: ListedModel[];
  settingsOpen: boolean;
  onSettingsClose: () => void;
  together: boolean;
  onTogether: (together: boolean) => void;
}) {
  const { t } = useI18n();
  const { models } = props;
  const { chat } = useChat();
  const input = useRef<HTMLTextAreaElement>(null);
  const wide = useMediaQuery('(min-width: 75em)', undefined, { getInitialValueInEffect: false });
  const together = useScrollTogether(props.together);
  useKeptChat();
  useFirstModel(chat, models);
  const best = useMemo(() => marksOf(chat), [chat]);
  const { format } = chat.settings;
  const schema = format.kind === 'json_schema' ? format.schema : null;
  const alone = chat.lanes.length === 1;
  const beside = wide && chat.lanes.length <= 2;
  const drawer = !beside && props.settingsOpen;
  const drawerEver = useEver(drawer);
  return (
    <div className={classes.page} data-many={chat.lanes.length > 2 || undefined}>
      <div className={classes.talk}>
        <div className={classes.lanes} data-count={chat.lanes.length}>
          {chat.lanes.map((lane, at) => (
            <LaneColumn
              key={lane.id}
              lane={lane}
              models={models}
              number={at + 1}
              alone={alone}
              schema={schema}
              marks={best}
              together={together}
              empty={at === 0 && isEmpty(chat) ? <EmptyChat onPick={() => input.current?.focus()} /> : null}
            />
          ))}
        </div>
        <div className={classes.foot} data-alone={alone || undefined}>
          <Composer input={input} />
          <Group gap="md" mt={6} justify="space-between">
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={chat.lanes.length >= MAX_LANES}
              onClick={() => {
                chatStore.addLane(anotherModel(chat, models));
                // Three columns need the width.
                if (chat.lanes.length >= 2) props.onSettingsClose();
              }}
            >
              {t('playground.addModel')}
            </Button>
            {!alone && (
              <Suspense>
                <TogetherSwitch checked={props.together} onChange={props.onTogether} />
              </Suspense>
            )}
          </Group>
        </div>
      </div>
      {beside && props.settingsOpen && (
        <aside className={classes.aside} aria-label={t('playground.settings')}>
          <Suspense fallback={<Skeleton m="md" height={320} />}>
            <SettingsPanel />
          </Suspense>
        </aside>
      )}
      {drawerEver && (
        <Suspense>
          <SettingsDrawer opened={drawer} onClose={props.onSettingsClose} />
        </Suspense>
      )}
      <Announcements chat={chat} />
    </div>
  );
}

/** Tells those who don't see the columns when answers begin and end; reading every word as it comes would be noise. */
function Announcements({ chat }: { chat: Chat }) {
  const { t } = useI18n();
  const running = isRunning(chat);
  const words = running ? t('playground.answering') : isEmpty(chat) ? '' : t('playground.answered');
  return (
    <div className="visually-hidden" role="status">
      {words}
    </div>
  );
}

/** A column without a model gets the first one that there is. */
function useFirstModel(chat: Chat, models: ListedModel[]): void {
  const missing = chat.lanes.some((lane) => lane.model === '');
  const first = models[0]?.id ?? '';
  useEffect(() => {
    if (!missing || first === '') return;
    chatStore.edit((before) => ({
      ...before,
      lanes: before.lanes.map((lane) => (lane.model === '' ? { ...lane, model: first } : lane)),
    }));
  }, [missing, first]);
}

/** One that is not compared yet. */
function anotherModel(chat: Chat, models: ListedModel[]): string {
  const used = new Set(chat.lanes.map((lane) => lane.model));
  return (models.find((model) => !used.has(model.id)) ?? models[0])?.id ?? '';
}

/** Who was fastest and cheapest, once all columns have answered the same question. */
function marksOf(chat: Chat) {
  const round = chat.lanes.map((lane) => ({ lane, last: lane.turns.at(-1) }));
  const over = round.every(({ lane }) => nextOf(lane) === 'prompt');
  const contestants = round.flatMap(({ lane, last }) => {
    if (last?.role !== 'assistant' || last.status !== 'done' || last.timing === null) return [];
    return [{ id: lane.id, latencyMs: figures(last.timing, null).latencyMs, cost: last.answer.cost }];
  });
  return marks(over ? contestants : []);
}
