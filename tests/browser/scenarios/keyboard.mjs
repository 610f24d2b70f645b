// Somebody without a mouse: everything below is done by keys alone.

export default async function (drive) {
  const console = await drive.open();
  const { page } = console;
  const { keyboard } = page;

  await drive.step('signs in', async () => {
    await page.goto('/');
    await console.heading('Sign in to your hub');
    await page.getByLabel('Admin token').and(page.locator(':focus')).waitFor();
    await keyboard.type(drive.token);
    await keyboard.press('Enter');
    await console.heading('Overview');
  });
  await drive.step('skips the navigation', async () => {
    await page.goto('/');
    await console.heading('Overview');
    await keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to content' }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await page.getByRole('main').and(page.locator(':focus')).waitFor();
  });
  await drive.step('goes to a page by the navigation', async () => {
    await page.goto('/');
    await console.heading('Overview');
    await console.tabTo(page.getByRole('link', { name: 'API keys', exact: true }));
    await keyboard.press('Enter');
    await console.heading('API keys');
  });
  await drive.step('goes to a page by two keys, and by the palette', async () => {
    await keyboard.press('g');
    await keyboard.press('l');
    await console.heading('Audit log');
    await keyboard.press('Control+k');
    await page.getByPlaceholder('Go to a page, provider, model or key').and(page.locator(':focus')).waitFor();
    await keyboard.type('Playground');
    await page.getByRole('button', { name: 'Playground' }).first().waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await console.heading('Playground');
  });
  await drive.step('chats', async () => {
    await console.tabTo(page.getByRole('combobox', { name: 'Model' }));
    await keyboard.press('Control+a');
    await keyboard.type('gpt-4o');
    await console.model('p/gpt-4o').waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await console.tabTo(page.getByRole('textbox', { name: 'Message' }));
    await keyboard.type('Say hello.');
    await keyboard.press('Enter');
    await page.getByRole('article', { name: 'p/gpt-4o' }).filter({ hasText: 'Hello world' }).waitFor();
    await console.says('The answer is complete.');
  });
  await drive.step('follows a number to its requests and opens one', async () => {
    await keyboard.press('Tab');
    await keyboard.press('g');
    await keyboard.press('a');
    await console.heading('Analytics');
    await console.tabTo(page.getByRole('button', { name: /^Follow:/ }));
    await keyboard.press('Enter');
    await console.tabTo(page.getByRole('link', { name: 'Requests: 1' }));
    await keyboard.press('Enter');
    await console.heading('Requests');
    const opener = console.rows('Requests').getByRole('link', { name: 'gpt-4o' });
    await console.tabTo(opener);
    await keyboard.press('Enter');
    const detail = console.dialog('Request');
    await detail.getByText('Attempt 1').waitFor();
    await keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
    await opener.and(page.locator(':focus')).waitFor();
  });
  await drive.step('opens the navigation on a phone', async () => {
    const phone = await drive.open({ phone: true });
    await phone.signIn('/settings');
    await phone.heading('Settings');
    await phone.tabTo(phone.page.getByRole('button', { name: 'Menu' }));
    await phone.page.keyboard.press('Enter');
    await phone.tabTo(phone.page.getByRole('link', { name: 'Models', exact: true }));
    await phone.page.keyboard.press('Enter');
    await phone.heading('Models');
    await phone.page.getByRole('link', { name: 'Audit log', exact: true }).waitFor({ state: 'hidden' });
  });
}
