// That the faults which the other scenarios look for are seen when they are there.
import { expect } from '../console.mjs';

export default async function (drive) {
  const faults = {
    'an error in the console': (page) => page.evaluate(() => console.error('made')),
    'an exception that nobody catches': (page) =>
      page.evaluate(() => {
        setTimeout(() => {
          throw new Error('made');
        });
      }),
    'a request that is refused': (page) => page.evaluate(async () => (await fetch('/api/nothing')).text()),
    'a request that fails': (page) => page.evaluate(() => fetch('http://127.0.0.1:1/').catch(() => undefined)),
    'an inline script': (page) =>
      page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
      }),
  };
  for (const [what, make] of Object.entries(faults)) {
    const console = await drive.open();
    await console.page.goto('/');
    await console.heading('Sign in to your hub');
    await make(console.page);
    await console.page.evaluate(() => new Promise((done) => setTimeout(done)));
    await drive.step(`sees ${what}`, async () => {
      expect(console.watch.faults.length > 0, 'the browser did not complain');
      console.watch.faults = [];
    });
  }
  await drive.step('sees a picture without words', async () => {
    const console = await drive.open();
    await console.page.goto('/');
    await console.heading('Sign in to your hub');
    await console.page.evaluate(() => document.querySelector('main').append(new Image(8, 8)));
    const found = await console.accessible().then(
      () => 'nothing',
      (error) => error.message,
    );
    expect(found.includes('image-alt'), `axe finds ${found}`);
  });
}
