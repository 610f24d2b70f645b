/** What a language holds: namespaces of texts, a namespace a page. The English one gives every key and parameter. */
import type { en } from './en';
import type { catalogue } from './en/catalogue';
import type { playground } from './en/playground';
import type { routes } from './en/routes';

/** The texts that are loaded with their page. */
interface Later {
  catalogue: typeof catalogue;
  playground: typeof playground;
  routes: typeof routes;
}

/** Their namespaces. */
export type LaterNamespace = keyof Later;

type English = typeof en & Later;
type Namespace = keyof English & string;

/** A text's name, such as `keys.title`. */
export type MessageKey = { [N in Namespace]: `${N}.${keyof English[N] & string}` }[Namespace];

type TextOf<K extends MessageKey> = K extends `${infer N}.${infer M}`
  ? N extends Namespace
    ? M extends keyof English[N]
      ? English[N][M]
      : never
    : never
  : never;

type ParameterNames<S> = S extends `${string}{${infer P}}${infer Rest}`
  ? (P extends `${infer Name}:${string}` ? Name : P) | ParameterNames<Rest>
  : never;

/** The parameters of a text: none, or one object with each of the names in its braces. */
export type Parameters<K extends MessageKey, V> = [ParameterNames<TextOf<K>>] extends [never]
  ? []
  : [values: { [P in ParameterNames<TextOf<K>>]: V }];

/** The same keys in another language: a missing or a superfluous one doesn't compile. */
export type Translated<T> = { readonly [K in keyof T]: string };

/** A whole language, but for what is loaded later. */
export type Dictionary = { readonly [N in keyof typeof en]: Translated<English[N]> };

/** The texts without parameters. */
export type PlainKey = { [K in MessageKey]: [ParameterNames<TextOf<K>>] extends [never] ? K : never }[MessageKey];
