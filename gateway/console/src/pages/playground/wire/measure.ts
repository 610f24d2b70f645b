// How long a call took and what that makes of it. All times are milliseconds of one monotonic clock.
import { compareDecimals } from '../../../format/decimal';
import type { Usage } from './answer';

/** When a call began, said its first word, and ended. */
export interface Timing {
  startedAt: number;
  firstOutputAt: number | null;
  endedAt: number | null;
}

/** What a person compares; null where it is not known. */
export interface Figures {
  latencyMs: number | null;
  firstTokenMs: number | null;
  tokensPerSecond: number | null;
}

export function figures(timing: Timing, usage: Usage | null): Figures {
  return {
    latencyMs: timing.endedAt === null ? null : timing.endedAt - timing.startedAt,
    firstTokenMs: timing.firstOutputAt === null ? null : timing.firstOutputAt - timing.startedAt,
    tokensPerSecond: tokensPerSecond(timing, usage?.outputTokens ?? null),
  };
}

/** Over the time in which the tokens came; an answer that came in one piece has only its whole time. */
function tokensPerSecond(timing: Timing, outputTokens: number | null): number | null {
  if (outputTokens === null || outputTokens <= 0 || timing.endedAt === null) return null;
  const whole = timing.endedAt - timing.startedAt;
  const streamed = timing.firstOutputAt === null ? 0 : timing.endedAt - timing.firstOutputAt;
  const span = streamed >= 1 ? streamed : whole;
  return span > 0 ? (outputTokens * 1000) / span : null;
}

/** Which of several finished calls is best at what; a tie of all, or a single one, is no news. */
export interface Marks {
  fastest: Set<string>;
  cheapest: Set<string>;
}

/** One call in a comparison. */
export interface Contestant {
  id: string;
  latencyMs: number | null;
  cost: string | null;
}

export function marks(contestants: Contestant[]): Marks {
  const fastest = best(
    contestants,
    (one) => one.latencyMs,
    (a, b) => a - b,
  );
  // Who says nothing of the cost may be the cheapest: without all costs there is no winner.
  const priced = contestants.every((one) => one.cost !== null);
  return { fastest, cheapest: priced ? best(contestants, (one) => one.cost, compareDecimals) : new Set() };
}

function best<T>(
  all: Contestant[],
  value: (one: Contestant) => T | null,
  compare: (a: T, b: T) => number,
): Set<string> {
  const known = all.flatMap((one) => {
    const found = value(one);
    return found === null ? [] : [{ id: one.id, found }];
  });
  const first = known[0];
  if (first === undefined || known.length < 2) return new Set();
  const top = known.reduce((least, one) => (compare(one.found, least.found) < 0 ? one : least), first);
  const winners = known.filter((one) => compare(one.found, top.found) === 0);
  return winners.length === known.length ? new Set() : new Set(winners.map((one) => one.id));
}
