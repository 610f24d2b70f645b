/** Chinese. */
import type { Dictionary } from '../messages';
import { common } from './common';
import { nav } from './nav';
import { playground } from './playground';
import { signIn } from './signIn';

export const zh: Dictionary = { common, nav, playground, signIn };
