// Drives the console in a real browser through one scenario of `scenarios/`, and prints a line a step.
// usage: browser.sh drive.mjs SCENARIO [ARGUMENT]...
// HUB_URL is where the hub is, HUB_ADMIN_TOKEN signs in. What a scenario wants of its test it asks for by a line `? WHAT`,
// and reads a line of JSON. A failed step leaves a screenshot and what the browser said in HUB_BROWSER_SHOTS, or a temporary folder.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { contextOptions, launch } from './chromium.mjs';
import { Console } from './console.mjs';
import { Watch } from './watch.mjs';

/** How long a state may take to come, on a machine that does much else; less where one writes a scenario. */
const PATIENCE = Number(process.env.HUB_BROWSER_PATIENCE ?? 40_000);
/** The longest scenario. */
const DEADLINE = 600_000;

class Drive {
  hub = process.env.HUB_URL;
  token = process.env.HUB_ADMIN_TOKEN;
  passed = 0;
  #browser;
  #pages = [];
  #answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

  constructor(browser) {
    this.#browser = browser;
  }

  /** A browser that nobody used before, on an empty page. */
  async open(looks) {
    const context = await this.#browser.newContext({ ...contextOptions(looks), baseURL: this.hub });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const said = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    const watch = new Watch(page);
    this.#pages.push({ page, watch, said });
    return new Console(page, watch, this.token);
  }

  /** One thing that a person does and sees. The browser must not have complained by its end. */
  async step(name, work) {
    const began = performance.now();
    try {
      await work();
      for (const { watch } of this.#pages) watch.check();
    } catch (error) {
      error.message = `${await this.#place(name)}: ${error.message}`;
      throw error;
    }
    this.passed += 1;
    console.log(`ok ${name} (${Math.round(performance.now() - began)} ms)`);
  }

  /** Asks the test that runs this for something. */
  async ask(what) {
    console.log(`? ${what}`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`the test did not answer ${what}`);
    return JSON.parse(value);
  }

  /** Where a step failed; a picture and the browser's words are kept. */
  async #place(name) {
    const wanted = process.env.HUB_BROWSER_SHOTS;
    if (wanted) mkdirSync(wanted, { recursive: true });
    const folder = mkdtempSync(join(wanted ?? tmpdir(), 'hub-browser-'));
    for (const [index, { page, said }] of this.#pages.entries()) {
      writeFileSync(join(folder, `console-${index}.txt`), said.join('\n'));
      await page.screenshot({ path: join(folder, `page-${index}.png`), timeout: 10_000 }).catch(() => undefined);
    }
    const { pathname, search } = new URL(this.#pages.at(-1)?.page.url() ?? 'about:blank');
    return `${pathname}${search}: ${name} (see ${folder})`;
  }
}

const [scenario, ...rest] = process.argv.slice(2);
const late = setTimeout(() => {
  console.log(`FAIL ${scenario}: not done after ${DEADLINE / 1000} s`);
  process.exit(1);
}, DEADLINE);
const { default: run } = await import(`./scenarios/${scenario}.mjs`);
const browser = await launch();
const drive = new Drive(browser);
let failed = 0;
try {
  await run(drive, ...rest);
} catch (error) {
  failed = 1;
  console.log(
    `FAIL ${error.message}\n${error.stack
      ?.split('\n')
      .filter((line) => line.includes('/tests/browser/'))
      .join('\n')}`,
  );
}
console.log(`${drive.passed} passed, ${failed} failed`);
clearTimeout(late);
process.stdin.destroy();
await browser.close();
process.exitCode = failed;
