import { ActionIcon, Button, Group, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStopFilled, IconX } from '@tabler/icons-react';
import { type ReactNode, Suspense, useCallback, useId, useRef } from 'react';
import { useI18n } from '../../../i18n';
import { lazyPart } from '../../../ui/lazyPart';
import { useWire } from '../access/wire';
import type { ListedModel } from '../models/models';
import type { Marks } from '../wire/measure';
import classes from './Chat.module.css';
import { type Lane, nextOf, openCalls, setModel } from './conversation';
import { useFollowedEnd } from './scrolling';
import { TurnView } from './TurnView';
import { chatStore } from './useChat';

const ModelSelect = lazyPart(() => import('../models/ModelSelect'), 'ModelSelect');

/** One model and what was said with it. */
export function LaneColumn(props: {
  lane: Lane;
  models: ListedModel[];
  number: number;
  alone: boolean;
  schema: string | null;
  marks: Marks;
  together: (element: HTMLElement | null) => (() => void) | undefined;
  empty: ReactNode;
}) {
  const { t } = useI18n();
  const { lane, together } = props;
  const heading = useId();
  const scroller = useRef<HTMLElement | null>(null);
  const content = useRef<HTMLDivElement>(null);
  useFollowedEnd(scroller, content);
  const scrolled = useCallback(
    (element: HTMLElement | null) => {
      scroller.current = element;
      return together(element);
    },
    [together],
  );
  const open = openCalls(lane)
    .map((call) => call.id)
    .join('\n');
  const last = lane.turns.at(-1)?.id;
  return (
    <section className={classes.lane} data-alone={props.alone || undefined} aria-labelledby={heading}>
      <h2 id={heading} className="visually-hidden">
        {t('playground.columnOf', { number: props.number, model: lane.model })}
      </h2>
      <LaneHead {...props} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={classes.turns} ref={scrolled} tabIndex={0}>
        <div ref={content} className={classes.turnsInner}>
          {lane.turns.length === 0 && props.empty}
          {lane.turns.map((turn) => (
            <TurnView
              key={turn.id}
              turn={turn}
              laneId={lane.id}
              open={open}
              schema={props.schema}
              fastest={turn.id === last && props.marks.fastest.has(lane.id)}
              cheapest={turn.id === last && props.marks.cheapest.has(lane.id)}
            />
          ))}
          <Waiting lane={lane} />
        </div>
      </div>
    </section>
  );
}

function laneName(lane: Lane, number: number, t: ReturnType<typeof useI18n>['t']): string {
  return lane.model === '' ? t('playground.column', { number }) : lane.model;
}

function LaneHead({
  lane,
  models,
  number,
  alone,
}: {
  lane: Lane;
  models: ListedModel[];
  number: number;
  alone: boolean;
}) {
  const { t } = useI18n();
  const running = nextOf(lane) === 'running';
  return (
    <Group gap={4} wrap="nowrap" className={classes.laneHead}>
      <div className={classes.laneModel}>
        <Suspense fallback={<Skeleton height={34} />}>
          <ModelSelect
            models={models}
            value={lane.model}
            onChange={(model) => chatStore.edit((chat) => setModel(chat, lane.id, model))}
            label={alone ? t('playground.model') : t('playground.modelOf', { number })}
          />
        </Suspense>
      </div>
      {running && !alone && (
        <Tooltip label={t('playground.stop')}>
          <ActionIcon
            size={30}
            onClick={() => chatStore.stop(lane.id)}
            aria-label={t('playground.stopWhat', { name: lane.model })}
          >
            <IconPlayerStopFilled size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {!alone && (
        <Tooltip label={t('playground.removeColumn')}>
          <ActionIcon
            size={30}
            onClick={() => chatStore.removeLane(lane.id)}
            aria-label={t('playground.removeWhat', { name: laneName(lane, number, t) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

/** The column's turn to answer, where it does not do so by itself: after it was added, or something was changed. */
function Waiting({ lane }: { lane: Lane }) {
  const { t } = useI18n();
  const wire = useWire();
  if (nextOf(lane) !== 'answer' || lane.model === '') return null;
  return (
    <div className={classes.waiting}>
      <Text size="sm" c="dimmed">
        {t('playground.notAnswered')}
      </Text>
      <Button
        size="xs"
        variant="light"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        onClick={() => void chatStore.answer(wire, lane.id)}
      >
        {t('playground.answerNow')}
      </Button>
    </div>
  );
}
