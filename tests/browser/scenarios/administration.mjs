// Somebody runs the hub: a provider, its credential and models, a route, keys, the audit log, the hub's health; and signs out.
import { call, expect, question } from '../console.mjs';

export default async function (drive) {
  const { url: provider } = await drive.ask('provider');
  const console = await drive.open();
  const { page } = console;
  const ask = async (key, model = 'lab/whole') => (await call(drive.hub, key, question(model))).status;

  await drive.step('adds a provider, which is checked before it is saved', async () => {
    await console.signIn();
    await console.go('Providers');
    await console.accessible();
    await page.getByRole('button', { name: 'Add a provider' }).first().click();
    const dialog = console.dialog('Add a provider');
    await dialog.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'OpenAI-compatible' }).click();
    await console.field('Name').fill('lab');
    await console.field('Display name').fill('The laboratory');
    await console.field('Base URL').fill(provider);
    await console.field('API key').fill('sk-any-word');
    await console.accessible();
    await dialog.getByRole('button', { name: 'Check and save' }).click();
    await console.says('The laboratory is connected');
    await console.heading('The laboratory');
    await console.accessible();
  });
  await drive.step('checks its credential and gives it a new secret', async () => {
    await page.getByRole('button', { name: 'Check: main' }).click();
    await console.says('main: accepted in');
    await console.menu('Actions for main', 'Rotate the secret');
    await console.field('API key').fill('sk-another-word');
    await console.accessible();
    await console.dialog('New secret for main').getByRole('button', { name: 'Check and replace' }).click();
    await console.says('The secret of main was replaced');
    await console.rows('Credentials').filter({ hasText: '…word' }).waitFor();
  });
  await drive.step('takes a model that the provider lists, and one by hand', async () => {
    await page.getByRole('link', { name: 'Discover models' }).click();
    await console.heading('Models');
    const drawer = console.dialog('Discover models');
    await drawer.getByRole('checkbox', { name: 'whole' }).check();
    await drawer.getByRole('button', { name: 'Add 1 model' }).click();
    await console.says('1 model was added');
    await drawer.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Add by hand' }).click();
    const form = console.dialog('Add by hand');
    await console.field('Model name').fill('by/hand');
    await console.accessible();
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await console.says('lab/by/hand was added');
    await console.count(console.rows('Models'), 2);
    await console.accessible();
  });
  await drive.step('compares the models with the catalogue, which knows neither', async () => {
    await page.getByRole('button', { name: 'Compare with the catalogue' }).click();
    const dialog = console.dialog('Models against the catalogue');
    const unknown = console.rows('Models against the catalogue').filter({ hasText: 'Not in the catalogue' });
    await console.count(unknown, 2);
    expect(await dialog.getByRole('button', { name: 'Leave 0 models' }).isDisabled(), 'there is nothing to leave');
    await console.accessible();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
  await drive.step('gives two models one name, and says what stands in for them', async () => {
    await console.go('Routes');
    await page.getByText('No route yet').waitFor();
    await console.accessible();
    await page.getByRole('button', { name: 'Add a route' }).first().click();
    const dialog = console.dialog('Add a route');
    await console.field('Name').fill('smart');
    await dialog.getByRole('combobox', { name: 'Target 1' }).fill('whole');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('Name a provider and its model, as provider/model.').waitFor();
    await dialog.getByRole('combobox', { name: 'Target 1' }).fill('lab/whole');
    await console.field('Weight of target 1').fill('3');
    await dialog.getByRole('button', { name: 'Add a target' }).click();
    await dialog.getByRole('combobox', { name: 'Target 2' }).fill('lab/by/hand');
    await dialog.getByRole('button', { name: 'Add a fallback' }).click();
    await dialog.getByRole('combobox', { name: 'Fallback 1' }).fill('lab/none');
    await console.accessible();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await console.says('smart was added');
    await console.rows('Routes').filter({ hasText: '75%' }).filter({ hasText: 'then 1' }).waitFor();
    await console.accessible();
  });
  await drive.step('has the route take one model before the other', async () => {
    await console.menu('Actions for smart', 'Edit');
    const dialog = console.dialog('Edit smart');
    await dialog.getByRole('combobox', { name: 'Strategy' }).click();
    await page.getByRole('option', { name: 'In order' }).click();
    await dialog.getByRole('button', { name: 'Leave fallback 1 out' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await console.rows('Routes').filter({ hasText: 'In order' }).waitFor();
  });
  await drive.step('turns a model off, and removes it', async () => {
    await console.go('Models');
    const off = page.getByRole('switch', { name: 'Calls may go to lab/by/hand' });
    await off.click({ force: true });
    await page.getByRole('switch', { name: 'Calls may go to lab/by/hand', checked: false }).waitFor();
    await console.menu('Actions for lab/by/hand', 'Remove');
    const dialog = console.dialog('Remove lab/by/hand?');
    await dialog.waitFor();
    await console.accessible();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await console.says('lab/by/hand was removed');
    await console.count(console.rows('Models'), 1);
  });
  let key = '';
  await drive.step('makes a key for one provider and the route, which is shown once', async () => {
    await console.go('API keys');
    await page.getByRole('button', { name: 'Create a key' }).first().click();
    const dialog = console.dialog('Create a key');
    await console.field('Name').fill('desk');
    await dialog.getByRole('checkbox', { name: 'Images' }).uncheck();
    for (const models of ['lab/*', 'smart']) {
      await dialog.getByRole('combobox', { name: 'Models' }).fill(models);
      await page.keyboard.press('Enter');
    }
    await page.keyboard.press('Escape');
    await console.accessible();
    await dialog.getByRole('button', { name: 'Create a key' }).click();
    const created = console.dialog('Your new key');
    key = (await created.getByRole('region', { name: 'The key' }).innerText()).trim();
    await console.accessible();
    await created.getByRole('button', { name: 'I have copied it' }).click();
    await created.waitFor({ state: 'hidden' });
    await console.count(console.rows('API keys'), 1);
    expect(!(await page.content()).includes(key), 'the key is shown a second time');
    expect((await ask(key)) === 200, 'the key works');
    expect((await ask(key, 'smart')) === 200, 'the route leads somewhere');
    await console.accessible();
  });
  await drive.step('removes the route, and calls to its name fail', async () => {
    await console.go('Routes');
    await page.getByRole('switch', { name: 'Calls may name smart' }).click({ force: true });
    await page.getByRole('switch', { name: 'Calls may name smart', checked: false }).waitFor();
    expect((await ask(key, 'smart')) === 404, 'the route is off');
    await console.menu('Actions for smart', 'Remove');
    const dialog = console.dialog('Remove smart?');
    await dialog.waitFor();
    await console.accessible();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await console.says('smart was removed');
    await page.getByText('No route yet').waitFor();
    await console.go('API keys');
  });
  await drive.step('revokes the key, having been told what that breaks', async () => {
    await console.menu('Actions for desk', 'Revoke');
    const dialog = console.dialog('Revoke desk?');
    await dialog.getByText('It made 3 calls in the last 24 hours.').waitFor();
    await console.accessible();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await console.says('desk was revoked');
    expect((await ask(key)) === 401, 'the revoked key is refused');
    await page.getByRole('checkbox', { name: 'Show expired and revoked' }).check();
    await console.rows('API keys').filter({ hasText: 'Revoked' }).waitFor();
  });
  await drive.step('removes the provider only once its name was typed', async () => {
    await console.go('Providers');
    await page.getByRole('link', { name: 'The laboratory' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    const dialog = console.dialog('Remove The laboratory?');
    const sure = dialog.getByRole('button', { name: 'Remove' });
    await dialog.getByLabel('Type lab to confirm').fill('la');
    expect(await sure.isDisabled(), 'half of the name is not enough');
    await console.accessible();
    await dialog.getByLabel('Type lab to confirm').fill('lab');
    await sure.click();
    await console.says('The laboratory was removed');
    await page.getByText('No provider yet').waitFor();
  });
  await drive.step('adds a provider that needs no key, and checks it', async () => {
    await page.getByRole('button', { name: 'Add a provider' }).first().click();
    const dialog = console.dialog('Add a provider');
    await dialog.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Ollama' }).click();
    await console.field('Base URL').fill('http://127.0.0.1:1/v1');
    await dialog.getByRole('button', { name: 'Check and save' }).click();
    await dialog.getByText('the provider cannot be reached').waitFor();
    await console.field('Base URL').fill(provider);
    await dialog.getByRole('button', { name: 'Check and save' }).click();
    await console.says('ollama is connected');
    await page.getByText('No key needed').waitFor();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await console.says('ollama: accepted in');
    await console.accessible();
    await page.getByRole('link', { name: 'Discover models' }).click();
    await page.getByRole('checkbox', { name: 'whole' }).waitFor();
    await page.keyboard.press('Escape');
  });
  await drive.step('finds all of it in the audit log', async () => {
    await console.go('Audit log');
    for (const [type, count] of [
      ['provider.removed', 2],
      ['api_key.revoked', 1],
      ['credential.rotated', 1],
    ]) {
      await page.getByRole('searchbox', { name: 'Event type' }).fill(type);
      await console.rows('Audit log').filter({ hasNotText: type }).first().waitFor({ state: 'detached' });
      await console.count(console.rows('Audit log').filter({ hasText: type }), count);
    }
    await console.accessible();
  });
  await drive.step('leaves the log for another page while a word is being written', async () => {
    await page.getByRole('searchbox', { name: 'Event type' }).fill('organization');
    await console.go('Settings');
  });
  await drive.step('sees every part of the hub up', async () => {
    await page.getByText('Calls are served').waitFor();
    await console.count(console.rows('Health'), 5);
    await console.accessible();
  });
  await drive.step('signs out, and is asked for the token again', async () => {
    await page.getByRole('button', { name: 'Platform operator' }).click();
    await console.accessible();
    await console.dialog('Platform operator').getByRole('button', { name: 'Sign out' }).click();
    await console.heading('Sign in to your hub');
    await page.goto('/keys');
    await console.heading('Sign in to your hub');
  });
}
