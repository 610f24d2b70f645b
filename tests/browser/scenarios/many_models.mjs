// More models than the console reads at once: they come as they are scrolled to, are found wherever they are, and are changed together.
import { expect } from '../console.mjs';

const all = 260;

export default async function (drive) {
  const console = await drive.open();
  const { page } = console;
  const table = page.getByRole('table', { name: 'Models' });
  const name = (model) => table.getByRole('button', { name: model, exact: true });
  const toTheEnd = () =>
    page.getByRole('group', { name: 'Models' }).evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  const more = page.getByRole('button', { name: 'Load more' });

  await drive.step('reads the first of them, and says how many there are', async () => {
    await console.signIn('/models');
    await console.says(`${all} of ${all}`);
    await name('model-000').waitFor();
    await more.waitFor();
    expect((await table.getAttribute('aria-rowcount')) === `${all + 1}`, 'a reader is not told of all rows');
    await console.accessible();
  });
  await drive.step('reads the others once they come into view', async () => {
    await toTheEnd();
    await more.waitFor({ state: 'detached' });
    await toTheEnd();
    await name('model-259').waitFor();
  });
  await drive.step('finds one that was not read yet', async () => {
    await page.goto('/models');
    await more.waitFor();
    await page.getByRole('searchbox', { name: 'Search models' }).fill('254 MODEL');
    await console.says(`1 of ${all}`);
    await console.count(console.rows('Models'), 1);
    await name('model-254').waitFor();
    await page.getByRole('searchbox', { name: 'Search models' }).fill('model-999');
    await page.getByText('Nothing matches').waitFor();
    await console.accessible();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await console.says(`${all} of ${all}`);
  });
  await drive.step('turns off all that are found, read or not', async () => {
    await more.waitFor();
    await page.getByRole('button', { name: 'Disable all shown' }).click();
    await console.says(`${all} models were changed`);
    await page.goto('/models?state=enabled');
    await page.getByText('Nothing matches').waitFor();
    await page.goto('/models?state=disabled');
    await console.says(`${all} of ${all}`);
  });
}
