// Somebody tries models in the playground: one that streams, two side by side, pictures and a mask, embeddings.
import { expect } from '../console.mjs';
import { formOf, maskAt } from '../picture.mjs';

export default async function (drive) {
  const console = await drive.open();
  const { page } = console;
  const answers = page.getByRole('article');
  const message = page.getByRole('textbox', { name: 'Message' });

  await drive.step('opens the playground', async () => {
    await console.signIn();
    await console.go('Playground');
    await console.pick(page.getByRole('combobox', { name: 'Model' }), 'p/stepped');
    await console.accessible();
  });
  await drive.step('shows an answer while it comes, word by word', async () => {
    await message.fill('Say hello.');
    await message.press('Enter');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await drive.ask('step');
    await drive.ask('step');
    const answer = answers.filter({ hasText: 'Hello' });
    await answer.waitFor();
    expect(!(await answer.innerText()).includes('world'), 'the second word is shown before it was sent');
    await console.accessible();
    for (let frame = 0; frame < 4; frame += 1) await drive.ask('step');
    await answer.filter({ hasText: 'Hello world' }).filter({ hasText: '7 → 3' }).waitFor();
    await console.says('The answer is complete.');
  });
  await drive.step('stops an answer and keeps what was said', async () => {
    await message.fill('Say it again.');
    await message.press('Enter');
    await drive.ask('step');
    await drive.ask('step');
    await answers.nth(3).filter({ hasText: 'Hello' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await answers.nth(3).filter({ hasText: 'What was said until then is kept.' }).waitFor();
  });
  await drive.step('compares two models side by side', async () => {
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('button', { name: 'Compare with another model' }).click();
    await console.pick(page.getByRole('combobox', { name: 'Model of column 1' }), 'p/whole:a');
    await console.pick(page.getByRole('combobox', { name: 'Model of column 2' }), 'p/whole:b');
    await message.fill('Say hello.');
    await page.getByRole('button', { name: 'Send' }).click();
    for (const name of ['p/whole:a', 'p/whole:b']) {
      const answer = page.getByRole('article', { name });
      await answer.filter({ hasText: 'Hello world' }).filter({ hasText: 'First token' }).waitFor();
    }
    await page.getByText('Fastest').first().waitFor();
    await console.accessible();
  });
  await drive.step('shows the request as a program', async () => {
    await page.getByRole('button', { name: 'Show code' }).click();
    const dialog = console.dialog('Show code');
    await dialog.getByText('"p/whole:a"').first().waitFor();
    await dialog.getByText('Python', { exact: true }).click();
    await dialog.getByText('from openai import OpenAI').waitFor();
    await console.accessible();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
  await drive.step('keeps the conversation and opens it again', async () => {
    await page.getByRole('button', { name: 'History' }).click();
    const dialog = console.dialog('History');
    await dialog
      .getByRole('button', { name: /^Say hello\./ })
      .first()
      .waitFor();
    await console.accessible();
    await dialog
      .getByRole('button', { name: /^Say hello\./ })
      .first()
      .click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('article', { name: 'p/whole:b' }).filter({ hasText: 'Hello world' }).waitFor();
  });
  await drive.step('makes a picture', async () => {
    await page.getByText('Images', { exact: true }).click();
    await console.field('Describe the picture').fill('A square');
    await page.getByRole('button', { name: 'Generate' }).click();
    const picture = page.getByRole('img', { name: 'A square' });
    await picture.waitFor();
    expect((await picture.evaluate((image) => image.naturalWidth)) === 32, 'the picture is not drawn');
    await console.accessible();
  });
  await drive.step('edits the picture where a mask marks it', async () => {
    await page.getByRole('button', { name: /^Edit .*\.png$/ }).click();
    const easel = page.getByRole('application', { name: /^Mask on/ });
    await easel.scrollIntoViewIfNeeded();
    await page.getByText('the whole picture may change').waitFor();
    const { x, y, width, height } = await easel.boundingBox();
    await page.mouse.move(x + width * 0.25, y + height * 0.25);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.25, y + height * 0.5, { steps: 6 });
    await page.mouse.up();
    await page.getByText('Only what is marked may change.').waitFor();
    await console.accessible();
    await console.field('What should change').fill('A red square');
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('img', { name: 'A red square' }).waitFor();
    const { path, content_type, body } = await drive.ask('received');
    expect(path === '/v1/images/edits', `the provider was called at ${path}`);
    const form = formOf(content_type, body);
    expect(form.get('prompt')?.toString() === 'A red square', 'the prompt was sent');
    expect(form.has('image'), 'the picture was sent');
    const marked = await maskAt(page, form.get('mask'), [0.25, 0.4]);
    const other = await maskAt(page, form.get('mask'), [0.8, 0.4]);
    expect(marked === 0 && other === 255, `the mask is ${marked} where it was marked and ${other} elsewhere`);
  });
  await drive.step('compares texts by their embeddings', async () => {
    await page.getByText('Embeddings', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Text 1' }).fill('A square');
    await page.getByRole('textbox', { name: 'Text 2' }).fill('A box');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('Most alike: text 1 and text 2.').waitFor();
    await console.count(page.getByRole('cell', { name: '1.000' }), 9);
    await console.accessible();
  });
}
