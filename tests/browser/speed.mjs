// How long each page takes until it can be used, with as many calls as the hub has; nothing runs this but people.
//
//   cargo hub up, then tests/load/analytics/measure.py fill 10000000
//   HUB_URL=http://127.0.0.1:8787 HUB_ADMIN_TOKEN=$(cat .hub/admin.token) tests/browser/browser.sh speed.mjs [ORGANISATION] [ROUNDS]
//
// A page is opened by its address in a browser that has been on the console before. It can be used once its title, controls, figures
// and tables are there: nothing stands for content that is awaited, but where a chart is to be drawn. It is whole once those are drawn
// and every answer of the API that it asked for has come. Printed are the median and the longest of the rounds until a page can be
// used, and the median until it is whole, in milliseconds; it fails where a page cannot be used within a second.
import { contextOptions, launch } from './chromium.mjs';

const { HUB_URL: hub, HUB_ADMIN_TOKEN: token } = process.env;
const [organization = 'load', rounds = '5'] = process.argv.slice(2);
const LIMIT = 1_000;

const pages = [
  '/',
  '/?range=30d',
  '/analytics?group_by=model&range=7d',
  '/analytics?group_by=model&range=30d',
  '/analytics?group_by=key&range=90d',
  '/analytics?metric=latency_p90&range=30d',
  '/requests',
  '/requests?status=failed&status=refused&range=30d',
  '/start',
  '/playground',
  '/providers',
  '/models',
  '/routes',
  '/keys',
  '/audit',
  '/audit?stream=TRAFFIC',
  '/settings',
];

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/** The answers of the API that a page waits for. What is followed for ever is not awaited. */
class Awaited {
  #open = new Set();

  constructor(page) {
    const asks = (request) => /\/(api|readyz)/.test(request.url()) && request.resourceType() !== 'eventsource';
    page.on('request', (request) => asks(request) && this.#open.add(request));
    for (const end of ['requestfinished', 'requestfailed'])
      page.on(end, (request) => this.#open.delete(request));
  }

  get none() {
    return [...this.#open].every((request) => request.url().includes('/tail'));
  }
}

const usable = () =>
  document.querySelector('main h1') &&
  !document.querySelector('main .mantine-Skeleton-root:not([data-chart]), main [data-loading]');
const whole = () => !document.querySelector('main .mantine-Skeleton-root');

async function opened(context, address) {
  const page = await context.newPage();
  const awaited = new Awaited(page);
  const reached = async (state) => {
    await page.waitForFunction(state, undefined, { polling: 'raf' });
    return page.evaluate(() => performance.now());
  };
  await page.goto(address, { waitUntil: 'commit' });
  const used = await reached(usable);
  let drawn = used;
  do drawn = await reached(whole);
  while (!awaited.none);
  await page.close();
  return { used, drawn };
}

const browser = await launch();
const context = await browser.newContext({ ...contextOptions(), baseURL: hub });
const signIn = await context.request.post('/api/session', { data: { token } });
if (!signIn.ok()) throw new Error(await signIn.text());
await context.addInitScript((name) => localStorage.setItem('hub-organization', name), organization);
let slow = 0;
for (const address of pages) {
  await opened(context, address);
  const taken = [];
  for (let round = 0; round < Number(rounds); round += 1) taken.push(await opened(context, address));
  const used = taken.map((one) => one.used);
  const drawn = median(taken.map((one) => one.drawn));
  if (median(used) > LIMIT) slow += 1;
  const figures = [median(used), Math.max(...used), drawn].map((one) => one.toFixed(0).padStart(6));
  console.log(`${figures.join(' ')}  ${address}`);
}
console.log(`${pages.length - slow} of ${pages.length} pages can be used within ${LIMIT} ms`);
await browser.close();
process.exitCode = slow > 0 ? 1 : 0;
