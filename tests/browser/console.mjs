// The console as a person knows it: by roles, labels and words.
import { accessible } from './axe.mjs';

/** A browser with the console, or about to have it. */
export class Console {
  constructor(page, watch, token) {
    this.page = page;
    this.watch = watch;
    this.token = token;
  }

  /** Opens an address of the console, and signs in where it asks for that. */
  async signIn(path = '/') {
    await this.page.goto(path);
    await this.page.getByLabel('Admin token').fill(this.token);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  /** Goes to a page by the navigation. */
  async go(page, title = page) {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: page, exact: true }).click();
    await this.heading(title);
  }

  /** Waits for the page of this title. */
  heading(title) {
    return this.page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  /** A field that text is written into. */
  field(label) {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  /** A dialog by its title. */
  dialog(title) {
    return this.page.getByRole('dialog', { name: title });
  }

  /** Waits until something is said: a message in passing, or a state. */
  says(words) {
    return this.page.getByRole('status').filter({ hasText: words }).first().waitFor();
  }

  /** The rows of a table, without its head. */
  rows(table) {
    return this.page
      .getByRole('table', { name: table })
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell') });
  }

  /** Waits until a locator finds so many. */
  async count(locator, wanted) {
    await locator.nth(wanted - 1).waitFor();
    const there = await locator.count();
    if (there !== wanted) throw new Error(`${there} of ${locator}, not ${wanted}`);
  }

  /** Picks a model of a field that lists them. */
  async pick(field, model) {
    await field.click();
    await this.model(model).click();
  }

  /** A model in such a list, where its context window may follow its name. */
  model(name) {
    return this.page.getByRole('option').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Picks from the menu of a row or a button. */
  async menu(button, item) {
    await this.page.getByRole('button', { name: button }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }

  /** Lets axe look at the page as it stands. */
  accessible(rules) {
    return accessible(this.page, rules);
  }

  /** Presses Tab until this has the focus, as somebody without a mouse does. */
  async tabTo(locator, most = 120) {
    await locator.waitFor();
    for (let pressed = 0; pressed < most; pressed += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${locator} is not reached by ${most} presses of Tab`);
  }

  /** What a file holds that the browser saves when `act` is done, and its name. */
  async saved(act) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), act()]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString('utf8') };
  }
}

/** Throws where something is not so. */
export function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** Asks a hub's `/v1` as an application does. */
export async function call(hub, key, body, path = '/v1/chat/completions') {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return fetch(hub + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A question in a call's body. */
export const question = (model) => ({ model, messages: [{ role: 'user', content: 'Say hello.' }] });
