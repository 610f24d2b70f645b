import { describe, expect, test } from 'vitest';
import { compareDecimals, sumDecimals } from './decimal';
import { formatters } from './format';

const en = formatters('en', 'UTC');
const zh = formatters('zh', 'UTC');

describe('exact decimals', () => {
  test('add up to the last digit where floats do not', () => {
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(sumDecimals(Array.from({ length: 1_000 }, () => '0.000000000001'))).toBe('0.000000001');
    expect(sumDecimals(['9007199254740993', '0.000000000001'])).toBe('9007199254740993.000000000001');
  });

  test('keep their sign', () => {
    expect(sumDecimals(['-0.5', '0.25'])).toBe('-0.25');
    expect(sumDecimals([])).toBe('0');
    expect(compareDecimals('-0.000000000001', '0')).toBe(-1);
    expect(compareDecimals('1.10', '1.1')).toBe(0);
  });

  test('refuse what is not one', () => {
    expect(() => sumDecimals(['1e-9'])).toThrow(RangeError);
    expect(() => sumDecimals(['0.0000000000001'])).toThrow(RangeError);
  });
});

describe('money', () => {
  test('keeps every digit that counts, and two at least', () => {
    expect(en.money('1.234500000001')).toBe('$1.234500000001');
    expect(en.money('9007199254740993.000000000001')).toBe('$9,007,199,254,740,993.000000000001');
    expect(en.money('3')).toBe('$3.00');
    expect(zh.money('0.000123')).toBe('$0.000123');
  });

  test('is short on tiles, but never zero where it is not', () => {
    expect(en.moneyShort('0')).toBe('$0.00');
    expect(en.moneyShort('0.0000123456')).toBe('$0.000012');
    expect(en.moneyShort('12.345')).toBe('$12.35');
    expect(en.moneyShort('1234567.8')).toBe('$1.23M');
  });
});

describe('numbers', () => {
  test('are whole below ten thousand and short above', () => {
    expect(en.compact(9_999)).toBe('9,999');
    expect(en.compact(12_345)).toBe('12.3K');
    expect(zh.compact(123_456_789)).toBe('1.23亿');
  });

  test('of bytes go up by 1,024', () => {
    expect(en.bytes(0)).toBe('0 byte');
    expect(en.bytes(48_213)).toBe('47.1 kB');
  });
});

describe('times', () => {
  const now = new Date('2026-11-24T12:00:00Z');

  test('are told from now in the largest unit that fits', () => {
    expect(en.relative('2026-11-24T11:59:58Z', now)).toBe('now');
    expect(en.relative('2026-11-24T11:58:30Z', now)).toBe('1m ago');
    expect(en.relative('2026-11-26T12:00:00Z', now)).toBe('in 2d');
    expect(zh.relative('2026-11-24T09:00:00Z', now)).toBe('3小时前');
  });

  test('spans get the unit that reads best', () => {
    expect(en.duration(0.84)).toBe('0.8ms');
    expect(en.duration(240.4)).toBe('240ms');
    expect(en.duration(3_420)).toBe('3.42s');
    expect(en.duration(125_000)).toBe('2m 5s');
    expect(en.duration(119_999)).toBe('2m');
    expect(zh.duration(240.4)).toBe('240毫秒');
  });

  test('of day are exact to the millisecond', () => {
    expect(en.clock('2026-11-24T05:06:07.089Z')).toBe('05:06:07');
  });
});
