import { IconBolt, IconCoin } from '@tabler/icons-react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { figures } from '../wire/measure';
import classes from './Chat.module.css';
import type { AssistantTurn } from './conversation';

/** How long an answer took, and what it cost. What nobody said is unknown, not nothing. */
export function Measures({ turn, fastest, cheapest }: { turn: AssistantTurn; fastest: boolean; cheapest: boolean }) {
  const { t } = useI18n();
  const format = useFormat();
  if (turn.timing === null) return null;
  const { latencyMs, firstTokenMs, tokensPerSecond } = figures(turn.timing, turn.answer.usage);
  const time = (value: number | null) => (value === null ? t('common.unknown') : format.duration(value));
  const speed = tokensPerSecond === null ? t('common.unknown') : format.number(Math.round(tokensPerSecond * 10) / 10);
  const { cost } = turn.answer;
  return (
    <div className={classes.measures}>
      <dl>
        <Measure name={t('playground.latency')} value={time(latencyMs)} />
        <Measure name={t('playground.firstToken')} value={time(firstTokenMs)} />
        <Measure name={t('playground.speed')} value={speed} />
        <Tokens turn={turn} />
        <Measure name={t('playground.cost')} value={cost === null ? t('common.unknown') : format.money(cost)} />
      </dl>
      {fastest && (
        <span className={classes.mark}>
          <IconBolt size={13} aria-hidden /> {t('playground.fastest')}
        </span>
      )}
      {cheapest && (
        <span className={classes.mark}>
          <IconCoin size={13} aria-hidden /> {t('playground.cheapest')}
        </span>
      )}
    </div>
  );
}

function Measure({ name, value, more = '' }: { name: string; value: string; more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="tabular">
        {value} {more !== '' && <small>({more})</small>}
      </dd>
    </div>
  );
}

function Tokens({ turn }: { turn: AssistantTurn }) {
  const { t } = useI18n();
  const format = useFormat();
  const { usage } = turn.answer;
  const count = (value: number | null | undefined) => (value == null ? '?' : format.number(value));
  const value = usage === null ? t('common.unknown') : `${count(usage.inputTokens)} → ${count(usage.outputTokens)}`;
  const parts = [
    ...(usage?.cachedTokens ? [t('playground.cachedTokens', { count: usage.cachedTokens })] : []),
    ...(usage?.reasoningTokens ? [t('playground.reasoningTokens', { count: usage.reasoningTokens })] : []),
  ];
  return <Measure name={t('playground.tokens')} value={value} more={parts.join(', ')} />;
}
