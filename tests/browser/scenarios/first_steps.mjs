// Somebody opens a new hub, signs in, and is led to the first request.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from '../console.mjs';

const nobody = 'http://127.0.0.1:1/v1';

export default async function (drive) {
  const { url: provider } = await drive.ask('provider');
  const console = await drive.open();
  const { page } = console;

  await drive.step('asks for the token before anything else', async () => {
    await page.goto('/');
    await console.heading('Sign in to your hub');
    await console.accessible();
  });
  await drive.step('refuses a wrong token and says where the right one is', async () => {
    console.watch.expect(401, '/api/session');
    await page.getByLabel('Admin token').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: '.hub/admin.token' }).waitFor();
    await console.accessible();
  });
  await drive.step('signs in with the token, though the organisation that was acted in last is gone', async () => {
    console.watch.expect(404, '/api/session');
    await page.evaluate(() => localStorage.setItem('hub-organization', 'gone'));
    await page.reload();
    await page.getByLabel('Admin token').fill(drive.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await console.heading('Overview');
  });
  await drive.step('leads from the overview to the guided start', async () => {
    await page.getByText('0 of 4 steps are done.').waitFor();
    await console.accessible();
    await page.getByRole('link', { name: 'Begin' }).click();
    await console.heading('Get started');
  });
  await drive.step('saves no provider that does not answer', async () => {
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'OpenAI-compatible' }).click();
    await console.field('Name').fill('local');
    await console.field('Base URL').fill(nobody);
    await console.field('API key').fill('sk-any-word');
    await page.getByRole('button', { name: 'Check and save' }).click();
    const refusal = page.getByRole('alert').filter({ hasText: 'Nothing was saved' });
    await refusal.filter({ hasText: 'the provider cannot be reached at its base URL' }).waitFor();
    await console.accessible();
  });
  await drive.step('connects the provider once it accepts the key', async () => {
    await console.field('Base URL').fill(provider);
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByText('local connected').waitFor();
  });
  await drive.step('adds a model that the provider lists', async () => {
    await page.getByRole('button', { name: 'Discover models of local' }).click();
    await page.getByRole('checkbox', { name: 'whole' }).check();
    await console.accessible();
    await page.getByRole('button', { name: 'Add 1 model' }).click();
    await page.getByText('1 model is ready').waitFor();
  });
  let key = '';
  await drive.step('makes a key and shows it this once', async () => {
    await console.field('Name').fill('first');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByText('1 key is active').waitFor();
    key = (await page.getByRole('region', { name: 'The key' }).innerText()).trim();
    expect(/^\S{60,}$/.test(key), `no key but ${key}`);
  });
  await drive.step('sees the first request arrive that the shown command sends', async () => {
    await page.getByText('Waiting for the first request').waitFor();
    await console.accessible();
    const command = await page.getByRole('region', { name: 'Send the first request' }).innerText();
    expect(command.includes(key), 'the command has the key');
    const { stdout } = await promisify(execFile)('bash', ['-c', command]);
    expect(stdout.includes('Hello'), `the command printed ${stdout}`);
    await page.getByText('It arrived.').waitFor();
    await console.count(console.rows('Send the first request'), 1);
    await console.accessible();
  });
  await drive.step('counts it in the overview', async () => {
    await page.getByRole('link', { name: 'To the overview' }).click();
    await console.heading('Overview');
    await page.getByRole('link', { name: 'Requests: 1' }).waitFor();
  });
}
