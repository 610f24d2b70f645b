/** Numbers, money and times as people of a language write them. */
import { useMemo } from 'react';
import { type Locale, useI18n } from '../i18n';

const tags: Readonly<Record<Locale, string>> = { en: 'en-US', zh: 'zh-CN' };

type DecimalText = Intl.StringNumericLiteral;

/** The formatters of one language. */
export interface Formatters {
  /** Every digit: 1,234,567. */
  number: (value: number) => string;
  /** Three figures and a unit: 1.23M. */
  compact: (value: number) => string;
  /** A share between 0 and 1: 12.3%. */
  percent: (share: number) => string;
  /** A signed change: +12.3%. */
  change: (share: number) => string;
  /** An exact amount in US dollars, of which only superfluous zeros are left out. */
  money: (amount: string) => string;
  /** An amount rounded for a chart's axis or a tile. */
  moneyShort: (amount: string) => string;
  /** A time span: 0.8ms, 240ms, 3.42s, 2m 5s. */
  duration: (milliseconds: number) => string;
  /** Bytes in powers of 1,024. */
  bytes: (count: number) => string;
  /** Day and time, to the second. */
  dateTime: (time: string | Date) => string;
  /** The time of day, to the second. */
  clock: (time: string | Date) => string;
  /** The day. */
  date: (time: string | Date) => string;
  /** How long ago or ahead, in words. */
  relative: (time: string | Date, now?: Date) => string;
}

const spans: ReadonlyArray<readonly [Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** The formatters of a language; `timeZone` is the browser's where absent. */
export function formatters(locale: Locale, timeZone?: string): Formatters {
  const tag = tags[locale];
  const plain = new Intl.NumberFormat(tag, { maximumFractionDigits: 3 });
  const short = new Intl.NumberFormat(tag, { notation: 'compact', maximumSignificantDigits: 3 });
  const share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const dollars = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  const exact = new Intl.NumberFormat(tag, { ...dollars, minimumFractionDigits: 2, maximumFractionDigits: 12 });
  const cents = new Intl.NumberFormat(tag, { ...dollars, maximumFractionDigits: 2 });
  const tiny = new Intl.NumberFormat(tag, { ...dollars, maximumSignificantDigits: 2 });
  const compactDollars = new Intl.NumberFormat(tag, { ...dollars, notation: 'compact', maximumSignificantDigits: 3 });
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone });
  const clock = new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'narrow' });
  const unit = (name: string, digits: number, unitDisplay: 'short' | 'narrow' = 'short') =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits });
  // In Chinese the narrowest form writes milliseconds in Latin letters beside seconds in Chinese ones.
  const length = locale === 'zh' ? 'short' : 'narrow';
  const milliseconds = unit('millisecond', 1, length);
  const wholeMilliseconds = unit('millisecond', 0, length);
  const seconds = unit('second', 2, length);
  const wholeSeconds = unit('second', 0, length);
  const minutes = unit('minute', 0, length);

  return {
    number: (value) => plain.format(value),
    compact: (value) => (Math.abs(value) < 10_000 ? plain.format(value) : short.format(value)),
    percent: (value) => share.format(value),
    change: (value) => change.format(value),
    money: (amount) => exact.format(amount as DecimalText),
    moneyShort: (amount) => {
      const size = Math.abs(Number(amount));
      if (size >= 10_000) return compactDollars.format(amount as DecimalText);
      if (size > 0 && size < 0.01) return tiny.format(amount as DecimalText);
      return cents.format(amount as DecimalText);
    },
    duration: (value) => {
      if (value < 10) return milliseconds.format(value);
      if (value < 1_000) return wholeMilliseconds.format(value);
      if (value < 60_000) return seconds.format(value / 1_000);
      const whole = Math.round(value / 1_000);
      const minute = minutes.format(Math.floor(whole / 60));
      return whole % 60 === 0 ? minute : `${minute} ${wholeSeconds.format(whole % 60)}`;
    },
    bytes: (count) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
      const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
      return unit(units[power] ?? 'byte', 1).format(count / 1024 ** power);
    },
    dateTime: (time) => dateTime.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    date: (time) => date.format(new Date(time)),
    relative: (time, now = new Date()) => {
      const elapsed = (new Date(time).getTime() - now.getTime()) / 1_000;
      for (const [name, length] of spans) {
        if (Math.abs(elapsed) >= length) return relative.format(Math.trunc(elapsed / length), name);
      }
      return relative.format(Math.abs(elapsed) < 5 ? 0 : Math.trunc(elapsed), 'second');
    },
  };
}

/** The formatters of the language in use. */
export function useFormat(): Formatters {
  const { locale } = useI18n();
  return useMemo(() => formatters(locale), [locale]);
}
