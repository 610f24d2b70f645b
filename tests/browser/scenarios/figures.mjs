// Somebody watches calls arrive, follows a figure to the calls behind it, one call to its place in the log, and takes it all away as CSV.
import { call, expect, question } from '../console.mjs';

export default async function (drive) {
  const { token: key } = await drive.ask('key');
  const console = await drive.open();
  const { page } = console;
  const ask = async (model) => {
    const answer = await call(drive.hub, key, question(model));
    await answer.text();
    return answer.status;
  };

  await drive.step('sees nothing where nothing was called', async () => {
    await console.signIn();
    await console.go('Requests');
    await page.getByText('No request matches').or(page.getByText('No requests yet')).waitFor();
    await console.accessible();
  });
  await drive.step('sees calls as they end', async () => {
    await page.getByRole('button', { name: /^Follow:/ }).click();
    await page.getByRole('button', { name: 'Follow: Live' }).waitFor();
    await ask('p/gpt-4o');
    await console.count(console.rows('Requests').filter({ hasText: 'gpt-4o' }), 1);
    await ask('p/status-500');
    await console.count(console.rows('Requests').filter({ hasText: 'Failed' }), 1);
    await console.accessible();
  });
  await drive.step('sees the figures move while it looks at them', async () => {
    await console.go('Analytics');
    await page.getByRole('link', { name: 'Requests: 2' }).waitFor();
    await page.getByRole('link', { name: 'Errors: 1' }).waitFor();
    await page.getByRole('button', { name: /^Follow:/ }).click();
    await page.getByRole('button', { name: 'Follow: Live' }).waitFor();
    await ask('p/gpt-4o');
    await ask('p/whole:a');
    await page.getByRole('link', { name: 'Requests: 4' }).waitFor();
    await console.accessible();
  });
  await drive.step('cuts the figures by model', async () => {
    await page.getByRole('combobox', { name: 'Group by' }).selectOption({ label: 'Model' });
    await console.count(console.rows('By Model'), 3);
    await console.accessible();
  });
  await drive.step('saves the figures as CSV, every group of them', async () => {
    const { name, text } = await console.saved(() => page.getByRole('button', { name: 'Export CSV' }).click());
    expect(name.endsWith('.csv'), `the file is called ${name}`);
    const [head, ...lines] = text
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const at = head.indexOf('requests');
    expect(at > 0, `no requests among ${head}`);
    const sum = lines.reduce((all, line) => all + Number(line[at]), 0);
    expect(sum === 4, `${sum} requests in\n${text}`);
  });
  await drive.step('follows a figure to the calls behind it', async () => {
    await page.getByRole('link', { name: /^Requests 2 of .*gpt-4o.*: show the calls$/ }).click();
    await console.heading('Requests');
    await console.count(console.rows('Requests'), 2);
    await console.count(console.rows('Requests').filter({ hasText: 'gpt-4o' }), 2);
  });
  await drive.step('opens one call in full, with its price', async () => {
    await console.rows('Requests').first().getByRole('link', { name: 'gpt-4o' }).click();
    const detail = console.dialog('Request');
    await detail.getByText('Attempt 1').waitFor();
    await detail
      .getByText(/^\$0\.0000\d+$/)
      .first()
      .waitFor();
    await console.accessible();
  });
  await drive.step('finds that call in the log', async () => {
    await console.dialog('Request').getByRole('link', { name: 'In the audit log' }).click();
    await console.heading('Audit log');
    await console.count(console.rows('Audit log'), 2);
    await console.rows('Audit log').filter({ hasText: 'request.settled' }).getByRole('link').first().click();
    const event = console.dialog('The event in full');
    await event.getByText('"outcome": "succeeded"').waitFor();
    await console.accessible();
    await page.keyboard.press('Escape');
    await event.waitFor({ state: 'hidden' });
  });
  await drive.step('saves the calls as CSV', async () => {
    await console.go('Requests');
    await console.count(console.rows('Requests'), 4);
    const { text } = await console.saved(() => page.getByRole('button', { name: 'Export CSV' }).click());
    const lines = text.trim().split('\r\n');
    expect(lines.length === 5, `${lines.length} lines:\n${text}`);
  });
}
