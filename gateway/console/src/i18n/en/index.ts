/** English: every key, and by its braces every parameter, of the console's texts. */
import { common } from './common';
import { nav } from './nav';
import { playground } from './playground';
import { signIn } from './signIn';

export const en = { common, nav, playground, signIn } as const;
