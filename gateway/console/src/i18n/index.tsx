/** The language of the console: chosen by the person, else by the browser. Only the language in use is loaded. */
import { createContext, Fragment, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { interpolate, parse, valueText } from './interpolate';
import type { Dictionary, FirstDictionary, LaterNamespace, MessageKey, Parameters } from './messages';

export type { MessageKey, PlainKey } from './messages';

/** A language's tag, which also picks how numbers and times are written. */
export type Locale = 'en' | 'zh';

/** The languages by their own names. */
export const languages: Readonly<Record<Locale, string>> = { en: 'English', zh: '中文' };

const loaders: Readonly<Record<Locale, () => Promise<FirstDictionary>>> = {
  en: () => import('./en').then((module) => module.en),
  zh: () => import('./zh').then((module) => module.zh),
};

const laterLoaders: {
  readonly [N in LaterNamespace]: Readonly<Record<Locale, () => Promise<Dictionary[N]>>>;
} = {
  playground: {
    en: () => import('./en/playground').then((module) => module.playground),
    zh: () => import('./zh/playground').then((module) => module.playground),
  },
};

const later: Record<Locale, Partial<Record<LaterNamespace, Readonly<Record<string, string>>>>> = { en: {}, zh: {} };
const wanted = new Set<LaterNamespace>();
let inUse: Locale = 'en';

async function loadLater(namespace: LaterNamespace, locale: Locale): Promise<void> {
  later[locale][namespace] ??= await laterLoaders[namespace][locale]();
}

/** Loads the texts of a page that come with it, in the language in use; later also in each that is changed to. */
export async function loadTexts(namespace: LaterNamespace): Promise<void> {
  wanted.add(namespace);
  await loadLater(namespace, inUse);
}

const storageKey = 'hub-language';

/** Picks a text and fills in its parameters. */
export type Translate = <K extends MessageKey>(key: K, ...values: Parameters<K, string | number>) => string;

/** The same with nodes as parameters. */
export type TranslateRich = <K extends MessageKey>(key: K, ...values: Parameters<K, ReactNode>) => ReactNode;

interface Language {
  locale: Locale;
  setLocale: (locale: Locale) => void;
  t: Translate;
  rich: TranslateRich;
}

const LanguageContext = createContext<Language | null>(null);

function stored(): Locale | null {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'en' || value === 'zh' ? value : null;
  } catch {
    return null;
  }
}

/** The language to begin with: the chosen one, else the first of the browser's that we have. */
export function initialLocale(preferred: readonly string[]): Locale {
  const chosen = stored();
  if (chosen) return chosen;
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

/** Loads a language, so that the first paint has its texts. */
export async function loadDictionary(locale: Locale): Promise<FirstDictionary> {
  const [dictionary] = await Promise.all([loaders[locale](), ...[...wanted].map((each) => loadLater(each, locale))]);
  inUse = locale;
  return dictionary;
}

function lookUp(dictionary: FirstDictionary, locale: Locale, key: MessageKey): string {
  const [namespace = '', name = ''] = key.split('.');
  const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = { ...later[locale], ...dictionary };
  return texts[namespace]?.[name] ?? key;
}

/** Gives everything below it a language. */
export function LanguageProvider(props: { locale: Locale; dictionary: FirstDictionary; children: ReactNode }) {
  const [current, setCurrent] = useState({ locale: props.locale, dictionary: props.dictionary });

  useEffect(() => {
    document.documentElement.lang = current.locale === 'zh' ? 'zh-CN' : 'en';
  }, [current.locale]);

  const setLocale = useCallback((locale: Locale) => {
    try {
      localStorage.setItem(storageKey, locale);
    } catch {
      // Storage may be forbidden; the choice then lasts until the page is left.
    }
    void loadDictionary(locale).then((dictionary) => setCurrent({ locale, dictionary }));
  }, []);

  const language = useMemo<Language>(() => {
    const { locale, dictionary } = current;
    return {
      locale,
      setLocale,
      t: (key, ...values) => interpolate(lookUp(dictionary, locale, key), values[0] ?? {}, locale),
      rich: (key, ...values) => fillNodes(lookUp(dictionary, locale, key), values[0] ?? {}, locale),
    };
  }, [current, setLocale]);

  return <LanguageContext value={language}>{props.children}</LanguageContext>;
}

function fillNodes(text: string, values: Readonly<Record<string, ReactNode>>, locale: Locale): ReactNode {
  let offset = 0;
  return parse(text).map((piece) => {
    const key = offset++;
    if ('literal' in piece) return <Fragment key={key}>{piece.literal}</Fragment>;
    const value = values[piece.name];
    const plain = typeof value === 'number' ? valueText(value, piece.forms, locale) : value;
    return <Fragment key={key}>{plain}</Fragment>;
  });
}

/** The language in use. */
export function useI18n(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('useI18n is called outside LanguageProvider');
  return language;
}
