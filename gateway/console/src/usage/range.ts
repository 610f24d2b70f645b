/** Time ranges as the address names them, and what they are at a moment. */

import type { Interval } from '../api/types';
import { oneOf, textOf } from '../app/search';

/** Ranges that end now. */
export const presets = ['1h', '24h', '7d', '30d', '90d'] as const;

/** A range that ends now. */
export type Preset = (typeof presets)[number];

/** A range in the address: a preset, or two times. */
export interface RangeSearch {
  range?: Preset;
  from?: string;
  to?: string;
}

/** A range at a moment. */
export interface Range {
  from: Date;
  to: Date;
}

const hour = 3_600_000;
const day = 24 * hour;

const lengths: Readonly<Record<Preset, number>> = {
  '1h': hour,
  '24h': day,
  '7d': 7 * day,
  '30d': 30 * day,
  '90d': 90 * day,
};

function timeOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

/** Reads a range from the address; two times win over a preset. */
export function parseRange(search: Record<string, unknown>): RangeSearch {
  const from = timeOf(search.from);
  const to = timeOf(search.to);
  if (from !== undefined && to !== undefined && Date.parse(from) < Date.parse(to)) return { from, to };
  const range = oneOf(search.range, presets);
  return range ? { range } : {};
}

/** Whether the range ends now, so that it can be followed. */
export function endsNow(search: RangeSearch): boolean {
  return search.to === undefined;
}

/** How long the range is, in milliseconds. */
export function lengthOf(search: RangeSearch, preset: Preset): number {
  if (search.from !== undefined && search.to !== undefined) return Date.parse(search.to) - Date.parse(search.from);
  return lengths[search.range ?? preset];
}

/** The interval that gives a readable number of points. */
export function readableInterval(length: number): Interval {
  if (length <= 3 * hour) return 'minute';
  if (length <= 3 * day) return 'hour';
  return length <= 200 * day ? 'day' : 'month';
}

/** The most intervals that the hub gives in one range. */
const mostIntervals = 1_500;

const roughly: Readonly<Record<Interval, number>> = { minute: 60_000, hour, day, month: 28 * day };

/** The intervals that a range can be cut into. */
export function possibleIntervals(length: number): Interval[] {
  const all: readonly Interval[] = ['minute', 'hour', 'day', 'month'];
  const fitting = all.filter(
    (each) => length / roughly[each] <= mostIntervals && (each !== 'month' || length > 31 * day),
  );
  return fitting.filter((each) => each !== 'day' || length > day);
}

function beginningOf(time: Date, interval: Interval): Date {
  const begin = new Date(time);
  if (interval === 'minute') begin.setSeconds(0, 0);
  else if (interval === 'hour') begin.setMinutes(0, 0, 0);
  else begin.setHours(0, 0, 0, 0);
  return begin;
}

/** The range at a moment: a preset begins at a full interval, so that the first one is not a remnant. */
export function resolveRange(search: RangeSearch, preset: Preset, interval: Interval | undefined, now: Date): Range {
  if (search.from !== undefined && search.to !== undefined)
    return { from: new Date(search.from), to: new Date(search.to) };
  const rough = new Date(now.getTime() - lengths[search.range ?? preset]);
  if (!interval) return { from: rough, to: now };
  const step = interval === 'month' ? 'day' : interval;
  const begin = beginningOf(rough, step);
  const from =
    begin < rough ? beginningOf(new Date(begin.getTime() + roughly[step] + (step === 'day' ? hour : 0)), step) : begin;
  return { from, to: now };
}

/** When the interval that begins at `start` ends, in the browser's time zone. */
export function endOfInterval(start: string, interval: Interval): Date {
  const end = new Date(start);
  if (interval === 'minute') end.setMinutes(end.getMinutes() + 1);
  else if (interval === 'hour') end.setHours(end.getHours() + 1);
  else if (interval === 'day') end.setDate(end.getDate() + 1);
  else end.setMonth(end.getMonth() + 1);
  return end;
}

/** The browser's time zone. */
export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
