import { describe, expect, test } from 'vitest';
import { en } from './en';
import { catalogue as catalogueEn } from './en/catalogue';
import { playground as playgroundEn } from './en/playground';
import { routes as routesEn } from './en/routes';
import { interpolate, parse } from './interpolate';
import { zh } from './zh';
import { catalogue as catalogueZh } from './zh/catalogue';
import { playground as playgroundZh } from './zh/playground';
import { routes as routesZh } from './zh/routes';

function textsOf(language: Readonly<Record<string, Readonly<Record<string, string>>>>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [namespace, entries] of Object.entries(language)) {
    for (const [name, text] of Object.entries(entries)) texts.set(`${namespace}.${name}`, text);
  }
  return texts;
}

function parametersOf(text: string): string[] {
  return parse(text)
    .flatMap((piece) => ('name' in piece ? [piece.name] : []))
    .sort();
}

const english = textsOf({ ...en, catalogue: catalogueEn, playground: playgroundEn, routes: routesEn });
const chinese = textsOf({ ...zh, catalogue: catalogueZh, playground: playgroundZh, routes: routesZh });

describe('the two languages', () => {
  test('have the same texts', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('leave no text empty', () => {
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });

  test('ask for the same parameters in each text', () => {
    for (const [key, text] of english) expect(parametersOf(chinese.get(key) ?? ''), key).toEqual(parametersOf(text));
  });

  test('have Chinese words in every Chinese text that is not a name, a number or a sign', () => {
    const names = /^(settings\.postgres|settings\.clickhouse|playground\.(topP|schema))$/;
    for (const [key, text] of chinese) {
      if (!names.test(key) && /[a-z]{2}/i.test(english.get(key)?.replace(/\{[^}]*\}/g, '') ?? '')) {
        expect(text, key).toMatch(/\p{Script=Han}/u);
      }
    }
  });
});

describe('a text with parameters', () => {
  test('shows numbers as the language writes them', () => {
    expect(interpolate('{count} tokens', { count: 1234567 }, 'en')).toBe('1,234,567 tokens');
  });

  test('picks the form of one and of other', () => {
    const text = '{count:# call is|# calls are} slow';
    expect(interpolate(text, { count: 1 }, 'en')).toBe('1 call is slow');
    expect(interpolate(text, { count: 0 }, 'en')).toBe('0 calls are slow');
    expect(interpolate('{count:# 次调用}', { count: 1 }, 'zh')).toBe('1 次调用');
  });
});
