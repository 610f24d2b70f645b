/** English: every key, and by its braces every parameter, of the console's texts. */
import { analytics } from './analytics';
import { audit } from './audit';
import { common } from './common';
import { keys } from './keys';
import { metrics } from './metrics';
import { models } from './models';
import { nav } from './nav';
import { overview } from './overview';
import { providers } from './providers';
import { requests } from './requests';
import { settings } from './settings';
import { signIn } from './signIn';
import { start } from './start';

export const en = {
  analytics,
  audit,
  common,
  keys,
  metrics,
  models,
  nav,
  overview,
  providers,
  requests,
  settings,
  signIn,
  start,
} as const;
