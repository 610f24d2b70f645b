// Every page, with something on it and with nothing: axe finds nothing, in light and dark, and nothing is wider than the screen.
// The argument is the screen: `desk` or `phone`.
import { call, expect, question } from '../console.mjs';

const row = (console, table) => console.rows(table).first();

/** The pages by their addresses, and what has to be there before they are looked at. */
const pages = [
  ['/', (console) => row(console, 'Latest requests')],
  ['/start', ({ page }) => page.getByText('It arrived.')],
  ['/analytics?group_by=model', (console) => row(console, 'By Model')],
  ['/analytics?metric=latency_p90', (console) => row(console, 'By Time')],
  ['/requests', (console) => row(console, 'Requests')],
  ['/requests?status=failed', (console) => row(console, 'Requests')],
  ['/playground', ({ page }) => page.getByRole('textbox', { name: 'Message' })],
  ['/playground?tab=images', ({ page }) => page.getByText('No pictures yet')],
  ['/playground?tab=embeddings', ({ page }) => page.getByText('Nothing compared yet')],
  ['/providers', (console) => row(console, 'Providers').getByText('1', { exact: true }).first()],
  ['/models', (console) => row(console, 'Models')],
  ['/routes', (console) => row(console, 'Routes')],
  ['/keys', (console) => row(console, 'API keys')],
  ['/audit', (console) => row(console, 'Audit log')],
  ['/audit?stream=TRAFFIC', (console) => row(console, 'Audit log')],
  ['/settings', (console) => row(console, 'Health')],
  ['/nowhere', ({ page }) => page.getByText('There is no such page')],
];

/** What opens over a page: how, and its title. */
const dialogs = [
  ['/providers?add=open', 'Add a provider'],
  ['/keys?add=open', 'Create a key'],
];

const darkness = { type: 'rule', values: ['color-contrast'] };

async function look(console, dark = true) {
  await console.accessible();
  if (dark) {
    await console.page.emulateMedia({ colorScheme: 'dark' });
    await console.accessible(darkness);
    await console.page.emulateMedia({ colorScheme: 'light' });
  }
  const wider = await console.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider <= 0, `the page is ${wider} px wider than the screen`);
  expect(await console.page.title(), 'the page has no title');
}

export default async function (drive, screen) {
  const { token: key } = await drive.ask('key');
  const console = await drive.open({ phone: screen === 'phone' });
  const { page } = console;

  await drive.step('signs in', () => console.signIn());
  for (const address of ['/', '/analytics', '/requests']) {
    await drive.step(`looks at ${address} before the first call`, async () => {
      await page.goto(address);
      await page
        .getByText(/^No (calls|requests?) /)
        .first()
        .waitFor();
      await look(console);
    });
  }
  await drive.step('lets calls be made', async () => {
    for (const model of ['p/gpt-4o', 'p/whole:a', 'p/status-500', 'p/none'])
      await (await call(drive.hub, key, question(model))).text();
    await page.goto('/');
    await page.getByRole('link', { name: 'Requests: 4' }).waitFor();
  });
  for (const [address, ready] of pages) {
    await drive.step(`looks at ${address}`, async () => {
      await page.goto(address);
      await ready(console).waitFor();
      await look(console);
    });
  }
  for (const [address, title] of dialogs) {
    await drive.step(`looks at ${address}`, async () => {
      await page.goto(address);
      await console.dialog(title).getByRole('button').last().waitFor();
      await look(console);
    });
  }
  for (const [address, table] of [
    ['/', 'Latest requests'],
    ['/requests', 'Requests'],
    ['/settings', 'Health'],
  ]) {
    await drive.step(`looks at ${address} while the hub does not answer, and again when it does`, async () => {
      const answers = /\/(api\/(?!session|organizations)|readyz)/;
      await page.route(answers, (route) => route.abort('aborted'));
      await page.goto(address);
      await page.getByRole('alert').filter({ hasText: 'The hub does not answer.' }).first().waitFor();
      await look(console);
      await page.unroute(answers);
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await row(console, table).waitFor();
    });
  }
  await drive.step('looks at one provider', async () => {
    await page.goto('/providers');
    await row(console, 'Providers').getByRole('link').first().click();
    await row(console, 'Credentials').waitFor();
    await look(console);
  });
  await drive.step('looks at one route', async () => {
    await page.goto('/routes');
    await row(console, 'Routes').getByRole('button', { name: 'smart', exact: true }).click();
    await console.dialog('Edit smart').getByRole('button', { name: 'Save' }).waitFor();
    await look(console);
  });
  await drive.step('looks at one call that failed', async () => {
    await page.goto('/requests?status=failed');
    await row(console, 'Requests').getByRole('link').first().click();
    await console.dialog('Request').getByText('Attempt 1').waitFor();
    await look(console);
  });
  await drive.step('looks at the palette and the list of keys', async () => {
    await page.goto('/settings');
    await console.heading('Settings');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a page, provider, model or key').waitFor();
    await look(console);
    await page.keyboard.press('Escape');
    await page.getByPlaceholder('Go to a page, provider, model or key').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await console.dialog('Keyboard shortcuts').waitFor();
    await look(console);
  });
  await drive.step('looks at the first page in Chinese', async () => {
    const other = await drive.open({ phone: screen === 'phone', language: 'zh-CN' });
    await other.page.goto('/sign-in');
    await other.heading('登录');
    await look(other);
    const language = await other.page.locator('html').getAttribute('lang');
    expect(language?.startsWith('zh'), `the page says that its language is ${language}`);
  });
}
