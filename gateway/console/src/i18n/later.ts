/** Texts of pages that bring many: they are loaded with their page, in the language that is spoken. */
import type { Locale } from './index';
import type { LaterNamespace } from './messages';

type Texts = Readonly<Record<string, string>>;

const loaders: Readonly<Record<LaterNamespace, Readonly<Record<Locale, () => Promise<Texts>>>>> = {
  catalogue: {
    en: () => import('./en/catalogue').then((module) => module.catalogue),
    zh: () => import('./zh/catalogue').then((module) => module.catalogue),
  },
  playground: {
    en: () => import('./en/playground').then((module) => module.playground),
    zh: () => import('./zh/playground').then((module) => module.playground),
  },
  routes: {
    en: () => import('./en/routes').then((module) => module.routes),
    zh: () => import('./zh/routes').then((module) => module.routes),
  },
};

const loaded = new Map<string, Texts>();
const wanted = new Set<LaterNamespace>();
let spoken: Locale = 'en';

async function load(locale: Locale, namespace: LaterNamespace): Promise<void> {
  const name = `${locale}.${namespace}`;
  if (!loaded.has(name)) loaded.set(name, await loaders[namespace][locale]());
}

/** Loads the texts of a page, now and for every language that is spoken later. */
export async function loadTexts(namespace: LaterNamespace): Promise<void> {
  wanted.add(namespace);
  await load(spoken, namespace);
}

/** From now on `locale` is spoken: what was loaded in another language is loaded in this one too. */
export async function speak(locale: Locale): Promise<void> {
  spoken = locale;
  await Promise.all([...wanted].map((namespace) => load(locale, namespace)));
}

/** The texts that were loaded of a namespace. */
export function laterTexts(locale: Locale, namespace: string): Texts | undefined {
  return loaded.get(`${locale}.${namespace}`);
}
