// Looks at every page in every state: screenshots into `shots/`, axe on each, and the browser's own errors.
// HUB_MOCK=1 npm run preview -- --port 4873, then: node dev/look.mjs [part of a name] (LOOK_URL for another address)
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const base = process.env.LOOK_URL ?? 'http://127.0.0.1:4873';
const wanted = process.argv[2] ?? '';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const shots = new URL('../shots/', import.meta.url).pathname;
mkdirSync(shots, { recursive: true });

const pages = {
  overview: '/',
  analytics: '/analytics?group_by=model&range=7d',
  'analytics-latency': '/analytics?metric=latency_p90&group_by=provider&range=24h',
  requests: '/requests',
  'requests-filtered': '/requests?status=failed&status=refused&range=7d',
  providers: '/providers',
  'providers-add': '/providers?add=open',
  models: '/models',
  keys: '/keys',
  'keys-add': '/keys?add=open',
  audit: '/audit',
  settings: '/settings',
  start: '/start',
  playground: '/playground',
  'sign-in': '/sign-in',
};
const ways = [
  { name: 'light' },
  { name: 'dark', dark: true },
  { name: 'phone', phone: true },
  { name: 'zh', zh: true },
  { name: 'phone-dark-zh', phone: true, dark: true, zh: true },
  { name: 'empty', scenario: 'empty' },
  { name: 'waiting', scenario: 'waiting' },
  { name: 'failing', scenario: 'failing' },
  { name: 'huge', scenario: 'huge' },
  { name: 'huge-phone', scenario: 'huge', phone: true },
];

const launch = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: launch });
let faults = 0;

const fault = (name, text) => {
  faults += 1;
  console.log(`${name}: ${text}`);
};

async function look(way, page, path) {
  const name = `${page}-${way.name}`;
  if (!name.includes(wanted)) return;
  const context = await browser.newContext({
    viewport: way.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: way.dark ? 'dark' : 'light',
    locale: way.zh ? 'zh-CN' : 'en-US',
    reducedMotion: 'reduce',
  });
  await context.addCookies([
    { name: 'mock', value: way.scenario ?? 'full', url: base },
    ...(page === 'sign-in' ? [] : [{ name: 'hub_session', value: 'made-up', url: base }]),
  ]);
  // Answers that never come must not hold the browser's few connections, or the fonts would wait for them.
  if (way.scenario === 'waiting') await context.route(/\/(api\/(?!me|session|organizations)|readyz)/, () => undefined);
  const tab = await context.newPage();
  tab.on('pageerror', (error) => fault(name, `threw ${error.message}`));
  tab.on('console', (message) => {
    const refused =
      /Failed to load resource/.test(message.text()) && (way.scenario === 'failing' || page === 'sign-in');
    if (message.type() === 'error' && !refused) fault(name, `console: ${message.text().slice(0, 300)}`);
  });
  await tab.goto(base + path, { waitUntil: 'load' });
  await tab.waitForSelector('h1', { timeout: 10_000 }).catch(() => fault(name, 'no heading'));
  await tab.waitForTimeout(way.scenario === 'failing' ? 2_600 : 900);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 0) fault(name, `is ${wide} px wider than the screen`);
  await tab.screenshot({ path: `${shots}${name}.png`, fullPage: !/models|keys-huge/.test(name) });
  await tab.addScriptTag({ path: axe });
  const found = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of found.violations) {
    const where = violation.nodes
      .slice(0, 3)
      .map((node) => `${node.target.join(' ')} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`);
    fault(
      name,
      `axe ${violation.impact} ${violation.id} (${violation.nodes.length}): ${where.join(' | ').slice(0, 500)}`,
    );
  }
  await context.close();
}

const some = (process.env.LOOK_WAYS ?? '').split(',').filter(Boolean);
for (const way of ways.filter((each) => some.length === 0 || some.includes(each.name)))
  for (const [page, path] of Object.entries(pages)) await look(way, page, path);
await browser.close();
console.log(`${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
