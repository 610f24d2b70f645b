import { Button, Text } from '@mantine/core';
import { IconBrain, IconPlayerStop, IconTool } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useI18n } from '../../../i18n';
import { useWire } from '../access/wire';
import { Prose } from '../markdown/Prose';
import { FailureNote } from '../wire/FailureNote';
import { AnswerCheck } from './AnswerCheck';
import { Attachments } from './Attachments';
import classes from './Chat.module.css';
import {
  type AssistantTurn,
  editQuestion,
  editTurn,
  removeTurn,
  type ToolTurn,
  type Turn,
  type UserTurn,
} from './conversation';
import { EditTurn } from './EditTurn';
import { Measures } from './Measures';
import { ToolCallCard } from './ToolCallCard';
import { TurnActions } from './TurnActions';
import { chatStore } from './useChat';

/** What surrounds a message in its column. */
export interface TurnPlace {
  laneId: string;
  /** The calls that wait for a result, by id, joined: plain, so that drawing again can be spared. */
  open: string;
  schema: string | null;
  fastest: boolean;
  cheapest: boolean;
}

/** One message; drawn again only when it changes, since others change many times a second. */
export const TurnView = memo(function TurnView({ turn, ...place }: TurnPlace & { turn: Turn }) {
  if (turn.role === 'user') return <Question turn={turn} {...place} />;
  if (turn.role === 'tool') return <Result turn={turn} {...place} />;
  return <AnswerView turn={turn} {...place} />;
});

function Question({ turn, laneId }: TurnPlace & { turn: UserTurn }) {
  const { t } = useI18n();
  const wire = useWire();
  const [editing, setEditing] = useState(false);
  const save = (text: string) => {
    chatStore.edit((chat) => editQuestion(chat, turn.id, text));
    setEditing(false);
  };
  return (
    <article className={classes.question} aria-label={t('playground.you')}>
      <Attachments files={turn.attachments} />
      {editing ? (
        <EditTurn
          text={turn.text}
          label={t('playground.editMessage')}
          onCancel={() => setEditing(false)}
          onSave={save}
          onSaveAndAsk={(text) => {
            save(text);
            void chatStore.askAgain(wire, turn.id);
          }}
        />
      ) : (
        <>
          {turn.text !== '' && <div className={classes.bubble}>{turn.text}</div>}
          <TurnActions
            copy={turn.text}
            onEdit={() => setEditing(true)}
            onRemove={() => chatStore.edit((chat) => removeTurn(chat, laneId, turn.id))}
          />
        </>
      )}
    </article>
  );
}

function Result({ turn, laneId }: TurnPlace & { turn: ToolTurn }) {
  const { t } = useI18n();
  const [editing, setEditing] = useState(false);
  return (
    <article className={classes.toolResult} aria-label={t('playground.toolResult', { name: turn.name })}>
      <Text size="xs" c="dimmed" className={classes.toolName}>
        <IconTool size={14} aria-hidden /> {t('playground.toolResult', { name: turn.name })}
      </Text>
      {editing ? (
        <EditTurn
          text={turn.text}
          label={t('playground.editMessage')}
          onCancel={() => setEditing(false)}
          onSave={(text) => {
            chatStore.edit((chat) => editTurn(chat, laneId, turn.id, text));
            setEditing(false);
          }}
        />
      ) : (
        <>
          <pre className={classes.toolText}>{turn.text}</pre>
          <TurnActions
            copy={turn.text}
            onEdit={() => setEditing(true)}
            onRemove={() => chatStore.edit((chat) => removeTurn(chat, laneId, turn.id))}
          />
        </>
      )}
    </article>
  );
}

function AnswerView({ turn, ...place }: TurnPlace & { turn: AssistantTurn }) {
  const { t } = useI18n();
  const wire = useWire();
  const [editing, setEditing] = useState(false);
  const { answer, status } = turn;
  const running = status === 'running';
  const regenerate = () => void chatStore.regenerate(wire, place.laneId, turn.id);
  return (
    <article className={classes.answer} aria-label={turn.model || t('playground.assistant')} aria-busy={running}>
      <Reasoning turn={turn} />
      {editing ? (
        <EditTurn
          text={answer.content}
          label={t('playground.editMessage')}
          onCancel={() => setEditing(false)}
          onSave={(text) => {
            chatStore.edit((chat) => editTurn(chat, place.laneId, turn.id, text));
            setEditing(false);
          }}
        />
      ) : (
        <Said turn={turn} {...place} />
      )}
      {status === 'failed' && answer.failure !== null && <FailureNote failure={answer.failure} onRetry={regenerate} />}
      <Ending turn={turn} />
      {place.schema !== null && status === 'done' && answer.content !== '' && (
        <AnswerCheck content={answer.content} schema={place.schema} />
      )}
      {!running && (
        <>
          {status !== 'failed' && <Measures turn={turn} fastest={place.fastest} cheapest={place.cheapest} />}
          {!editing && (
            <TurnActions
              copy={answer.content}
              onRegenerate={regenerate}
              onEdit={() => setEditing(true)}
              onRemove={() => chatStore.edit((chat) => removeTurn(chat, place.laneId, turn.id))}
            />
          )}
        </>
      )}
    </article>
  );
}

function Said({ turn, laneId, open }: TurnPlace & { turn: AssistantTurn }) {
  const { t } = useI18n();
  const wire = useWire();
  const { content, refusal, reasoning, toolCalls } = turn.answer;
  const silent = content === '' && refusal === '' && reasoning === '' && toolCalls.length === 0;
  if (silent && turn.status === 'running') return <Dots />;
  if (silent && turn.status === 'done') {
    return (
      <Text c="dimmed" fs="italic">
        {t('playground.saidNothing')}
      </Text>
    );
  }
  const waiting = open.split('\n');
  return (
    <>
      {content !== '' && <Prose>{content}</Prose>}
      {refusal !== '' && <Text c="var(--hub-warn)">{refusal}</Text>}
      {toolCalls.map((call, at) => (
        <ToolCallCard
          key={call.id || at}
          call={call}
          onResult={waiting.includes(call.id) ? (text) => void chatStore.giveResult(wire, laneId, call, text) : null}
        />
      ))}
    </>
  );
}

/** What the model thought before it spoke: open while that is all there is, folded afterwards. */
function Reasoning({ turn }: { turn: AssistantTurn }) {
  const { t } = useI18n();
  const { reasoning, content } = turn.answer;
  const [toggled, setToggled] = useState<boolean | null>(null);
  if (reasoning === '') return null;
  const thinking = turn.status === 'running' && content === '';
  const tokens = turn.answer.usage?.reasoningTokens ?? null;
  return (
    <div className={classes.reasoning}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconBrain size={15} aria-hidden />}
        aria-expanded={toggled ?? thinking}
        onClick={() => setToggled(!(toggled ?? thinking))}
      >
        {thinking ? t('playground.thinking') : t('playground.reasoning')}
        {tokens !== null && ` · ${t('playground.tokensCount', { count: tokens })}`}
      </Button>
      {(toggled ?? thinking) && <div className={classes.reasoningText}>{reasoning}</div>}
    </div>
  );
}

/** Why an answer ended other than by being complete. */
function Ending({ turn }: { turn: AssistantTurn }) {
  const { t } = useI18n();
  const { finishReason } = turn.answer;
  const dropped = turn.receipt?.droppedParams ?? [];
  return (
    <>
      {turn.status === 'stopped' && (
        <Text size="sm" c="dimmed" className={classes.check}>
          <IconPlayerStop size={15} aria-hidden /> {t('playground.stopped')}
        </Text>
      )}
      {turn.status === 'done' && finishReason === 'length' && (
        <Text size="sm" c="var(--hub-warn)">
          {t('playground.endedByLength')}
        </Text>
      )}
      {turn.status === 'done' && finishReason === 'content_filter' && (
        <Text size="sm" c="var(--hub-warn)">
          {t('playground.endedByFilter')}
        </Text>
      )}
      {dropped.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('playground.dropped', { names: dropped.join(', ') })}
        </Text>
      )}
    </>
  );
}

function Dots() {
  const { t } = useI18n();
  return (
    <span className={classes.dots}>
      <span className="visually-hidden">{t('playground.answering')}</span>
      <i />
      <i />
      <i />
    </span>
  );
}
