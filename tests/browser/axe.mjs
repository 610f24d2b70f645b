// Whether a page can be used by people who don't see it, or not well: axe-core's rules, all of them.
import { readFileSync } from 'node:fs';
import { axeFile } from './chromium.mjs';

const source = readFileSync(axeFile, 'utf8');

/** Waits until nothing fades or slides any more; what goes on for ever is not waited for. */
export function settled(page) {
  return page.evaluate(async () => {
    // What was changed just now begins to move with the next frame.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const ends = (animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
    const running = document.getAnimations().filter(ends);
    await Promise.all(running.map((animation) => animation.finished.catch(() => undefined)));
  });
}

/** Throws what axe finds on the page as it stands. `rules` are the only ones to be looked at, where they are given. */
export async function accessible(page, rules) {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations, passes } = await page.evaluate(
    (only) => window.axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) }),
    rules,
  );
  if (passes.length === 0) throw new Error('axe looked at nothing');
  const found = violations.flatMap(({ impact, id, nodes }) =>
    nodes.map((node) => `${impact} ${id}: ${node.target.join(' ')}\n    ${node.failureSummary.replaceAll('\n', ' ')}`),
  );
  if (found.length > 0) throw new Error(`axe finds:\n  ${found.join('\n  ')}`);
}
