// The browser: the pinned one, or HUB_CHROMIUM, another Chromium or Chrome to try the console in.
import { createRequire } from 'node:module';

const cache = process.env.BROWSER_CACHE;
const require = createRequire(`${cache}/package.json`);
const { chromium } = require('playwright-core');

/** What axe-core is made of, to be run in a page. */
export const axeFile = require.resolve('axe-core/axe.min.js');

// No sandbox, since tests run as root too, and nothing foreign is opened; nothing that would ask the network outside.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it; it ends with this process. */
export function launch() {
  const given = process.env.HUB_CHROMIUM;
  if (given) return chromium.launch({ executablePath: given, args: flags });
  const place = `${cache}/chromium`;
  const env = { ...process.env, LD_LIBRARY_PATH: `${place}/lib`, FONTCONFIG_FILE: `${place}/fonts.conf` };
  return chromium.launch({ executablePath: `${place}/chromium`, args: flags, env });
}

/** How a page is looked at. */
export function contextOptions({ phone = false, dark = false, language = 'en-US' } = {}) {
  return {
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    isMobile: phone,
    hasTouch: phone,
    colorScheme: dark ? 'dark' : 'light',
    locale: language,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  };
}
