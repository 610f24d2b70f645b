// Takes a picture of every page in every state, to be looked at by people; nothing runs this but people.
//
//   cargo hub up, cargo hub demo --history-only
//   HUB_URL=http://127.0.0.1:8787 HUB_ADMIN_TOKEN=$(cat .hub/admin.token) tests/browser/browser.sh screenshots.mjs [PATTERN OF NAMES]
//
// Pictures go to HUB_BROWSER_SHOTS, or `shots` beside this file, as PAGE-WAY.png. The ways are below: of `demo`, the organisation that `hub
// demo` fills, in light and dark, on a phone, in Chinese; of an organisation with nothing; while every answer is awaited, and where every answer is a
// refusal; and of an organisation with 10,000 models, and providers and keys with the longest names, which is made at the first run.
// What the browser complains of is printed, and what is wider than its screen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { settled } from './axe.mjs';
import { contextOptions, launch } from './chromium.mjs';
import { Watch } from './watch.mjs';

const { HUB_URL: hub, HUB_ADMIN_TOKEN: token } = process.env;
const wanted = new RegExp(process.argv[2] ?? '');
const folder = process.env.HUB_BROWSER_SHOTS ?? new URL('./shots', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

const open = (name) => (page) => page.getByRole('button', { name }).first().click();
const first = (page) => page.getByRole('main').getByRole('row').nth(1).getByRole('link').first().click();

/** The pages: their addresses, and what is done there before the picture is taken. */
const pages = {
  overview: ['/'],
  start: ['/start'],
  analytics: ['/analytics?group_by=model&range=7d'],
  'analytics-time': ['/analytics?metric=latency_p90&range=24h'],
  'analytics-two': ['/analytics?group_by=model&group_by=key&range=30d'],
  requests: ['/requests'],
  'requests-filtered': ['/requests?status=failed&status=refused&range=7d'],
  request: ['/requests', first],
  playground: ['/playground'],
  'playground-two': ['/playground', open('Compare with another model')],
  images: ['/playground?tab=images'],
  embeddings: ['/playground?tab=embeddings'],
  code: ['/playground', open('Show code')],
  share: ['/playground', open('Share by link')],
  history: ['/playground', open('History')],
  providers: ['/providers'],
  'providers-add': ['/providers?add=open'],
  provider: ['/providers', first],
  models: ['/models'],
  'models-add': ['/models', open('Add by hand')],
  'models-drift': ['/models', open('Compare with the catalogue')],
  routes: ['/routes'],
  'routes-add': ['/routes', open('Add a route')],
  keys: ['/keys'],
  'keys-add': ['/keys?add=open'],
  audit: ['/audit'],
  'audit-calls': ['/audit?stream=TRAFFIC'],
  event: ['/audit', first],
  settings: ['/settings'],
  palette: ['/settings', (page) => page.keyboard.press('Control+k')],
  account: ['/settings', open('Platform operator')],
  menu: ['/settings', open('Menu')],
  nowhere: ['/nowhere'],
};
/** What can be done only in English, and where there is something. */
const inEnglish = /^(playground-two|code|share|history|models-add|models-drift|routes-add|account|menu)$/;
const withRows = /^(request|provider|event|playground-two|models-add|models-drift|code|share)$/;

const ways = [
  { name: 'light', organization: 'demo' },
  { name: 'dark', organization: 'demo', dark: true },
  { name: 'phone', organization: 'demo', phone: true },
  { name: 'zh', organization: 'demo', language: 'zh-CN' },
  { name: 'zh-phone-dark', organization: 'demo', language: 'zh-CN', phone: true, dark: true },
  { name: 'empty', organization: null },
  { name: 'empty-phone', organization: null, phone: true },
  { name: 'waiting', organization: 'demo', answers: 'none' },
  { name: 'failing', organization: 'demo', answers: 'refusals' },
  { name: 'failing-phone', organization: 'demo', answers: 'refusals', phone: true },
  { name: 'huge', organization: 'huge' },
  { name: 'huge-phone', organization: 'huge', phone: true },
];

/** Asks the hub as a program does, in an organisation; what is there already stays. */
async function make(path, body, organization) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  if (organization) headers['x-hub-organization'] = organization;
  const answer = await fetch(hub + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const made = await answer.json();
  if (!answer.ok && answer.status !== 409) throw new Error(`${path}: ${JSON.stringify(made)}`);
  return answer.ok ? made : null;
}

/** An organisation with as much, and names as long, as can be. */
async function fillHuge() {
  const made = await make('/api/organizations', { name: 'huge', display_name: 'Rheinisch-Westfälische Gesellschaft' });
  if (made === null) return;
  const long = 'a-provider-whose-name-is-as-long-as-any-name-of-a-provider-may-be';
  const names = [long.slice(0, 64), ...Array.from({ length: 24 }, (_, index) => `provider-${index + 1}`)];
  for (const name of names) {
    const kind = { kind: 'openai_compatible', base_url: `https://${name}.example.com/inference/openai/v1` };
    const display_name =
      name === names[0] ? `The longest name that anybody gave a provider, ${'really '.repeat(12)}` : null;
    const { id } = await make('/api/providers', { name, display_name: display_name?.trim() ?? null, ...kind }, 'huge');
    await make(`/api/providers/${id}/credentials`, { name: 'main', secret: { api_key: 'sk-nothing' } }, 'huge');
  }
  for (let index = 0; index < 10_000; index += 20) {
    const batch = Array.from({ length: 20 }, (_, at) => index + at).map((number) =>
      make(
        '/api/models',
        {
          provider: names[number % names.length],
          model: `${['meta-llama', 'mistralai', 'qwen'][number % 3]}/model-${number}-instruct-${'long-'.repeat(number % 12)}fp8`,
          type: ['chat', 'chat', 'embedding', 'image'][number % 4],
          context_window: number % 5 === 0 ? 1_000_000_000 : 128_000,
        },
        'huge',
      ),
    );
    await Promise.all(batch);
  }
  for (let index = 0; index < 200; index += 1) {
    const name = index === 0 ? `a key ${'with a very long name '.repeat(8)}`.trim() : `application ${index}`;
    await make('/api/keys', { name, models: names.slice(0, 1 + (index % 5)).map((each) => `${each}/*`) }, 'huge');
  }
}

const browser = await launch();
let faults = 0;
const fault = (name, words) => {
  faults += 1;
  console.log(`${name}: ${words}`);
};

/** A browser that has signed in, in the way's language, colours, size and organisation. */
async function arrive(way) {
  const context = await browser.newContext({ ...contextOptions(way), baseURL: hub });
  context.setDefaultTimeout(15_000);
  const signIn = await context.request.post(`${hub}/api/session`, { data: { token } });
  if (!signIn.ok()) throw new Error(await signIn.text());
  const { organization } = way;
  await context.addInitScript((name) => {
    if (name) localStorage.setItem('hub-organization', name);
  }, organization);
  const late = /\/(api\/(?!session|organizations|me)|v1\/|readyz)/;
  if (way.answers === 'none') await context.route(late, () => undefined);
  if (way.answers === 'refusals') {
    const detail =
      'The event log does not answer, so nothing can be read or changed. Calls go on. Check that NATS runs: hub status.';
    const problem = { type: 'about:blank', title: 'Unavailable', status: 503, code: 'log_unavailable', detail };
    await context.route(late, (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
    );
  }
  return context;
}

async function shoot(context, way, name) {
  const full = `${name}-${way.name}`;
  const [address, act] = pages[name];
  const page = await context.newPage();
  const watch = new Watch(page);
  try {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    if (act) {
      await act(page);
      await page
        .getByRole('dialog')
        .first()
        .waitFor({ timeout: 3_000 })
        .catch(() => undefined);
    }
    if (way.answers !== 'none') await page.waitForLoadState('networkidle');
    // The console asks again before it gives up.
    if (way.answers === 'refusals')
      await page
        .getByRole('alert')
        .first()
        .waitFor({ timeout: 3_000 })
        .catch(() => undefined);
    await settled(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wider > 0) fault(full, `${wider} px wider than the screen`);
    await page.screenshot({ path: join(folder, `${full}.png`), fullPage: !act });
  } catch (error) {
    fault(full, error.message.split('\n').slice(0, 12).join('\n'));
  }
  const unexpected = watch.faults.filter((each) => !(way.answers === 'refusals' && each.startsWith('503')));
  for (const each of unexpected) fault(full, each);
  await page.close();
}

await fillHuge();
for (const way of ways) {
  const names = Object.keys(pages).filter((name) => {
    if (way.language && inEnglish.test(name)) return false;
    if (name === (way.phone ? 'account' : 'menu')) return false;
    if ((way.organization === null || way.answers) && withRows.test(name)) return false;
    return wanted.test(`${name}-${way.name}`);
  });
  if (names.length === 0) continue;
  const context = await arrive(way);
  // Answers that never come hold the browser's few connections.
  const together = way.answers === 'none' ? 1 : 3;
  while (names.length > 0) await Promise.all(names.splice(0, together).map((name) => shoot(context, way, name)));
  await context.close();
}
await browser.close();
console.log(`${faults} faults; pictures in ${folder}`);
