/** What each kind of provider asks for, and the words that help. A new kind of the hub doesn't compile without its entry. */
import type { ProviderKind } from '../../api/types';
import type { PlainKey } from '../../i18n';

/** A kind's ways. */
export interface Kind {
  label: PlainKey;
  hint: PlainKey;
  /** The name to begin with. */
  name: string;
  baseUrl: 'optional' | 'required';
  baseUrlHint: PlainKey | 'providers.baseUrlHintCompatible';
  baseUrlExample: string;
  keyExample: string;
}

/** Every kind. */
export const kinds: Readonly<Record<ProviderKind, Kind>> = {
  openai: {
    label: 'providers.kindOpenai',
    hint: 'providers.kindOpenaiHint',
    name: 'openai',
    baseUrl: 'optional',
    baseUrlHint: 'providers.baseUrlHintOpenai',
    baseUrlExample: 'https://api.openai.com/v1',
    keyExample: 'sk-…',
  },
  openai_compatible: {
    label: 'providers.kindCompatible',
    hint: 'providers.kindCompatibleHint',
    name: '',
    baseUrl: 'required',
    baseUrlHint: 'providers.baseUrlHintCompatible',
    baseUrlExample: 'http://127.0.0.1:11434/v1',
    keyExample: '',
  },
};

/** The kinds in the order in which they are offered. */
export const kindNames = Object.keys(kinds) as ProviderKind[];

const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const baseUrlPattern =
  /^https?:\/\/[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(\/[A-Za-z0-9._~/-]{0,500})?$/;
const secretPattern = /^[!-~]{1,4096}$/;

/** Whether the hub takes it as a provider's name. */
export const isProviderName = (text: string) => namePattern.test(text);

/** Whether the hub takes it as an address. */
export const isBaseUrl = (text: string) => baseUrlPattern.test(text);

/** Whether the hub takes it as a secret. */
export const isSecret = (text: string) => secretPattern.test(text);
