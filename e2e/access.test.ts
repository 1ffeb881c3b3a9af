import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import {
  axeViolations,
  layoutShiftOf,
  overflows,
  runningAnimations,
  watchLayoutShift,
} from './support/pageHealth.ts';
import { SCREEN_VARIABLES, SCREENS } from './support/screens.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `every screen${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
/** A tenth of what Chrome calls "good": room for numbers that are found while one looks, beside their place. */
const SHIFT_AT_MOST = 0.01;
const SLOW = { timeout: 400_000 };
/** What is only looked at; on the others something is opened or scrolled to first. */
const STILL = [
  'dashboard',
  'trades',
  'positions',
  'imports',
  'chat',
  'digest',
  'rules',
  'settings',
  'privacy',
];

describe.skipIf(chromium === null)(title, () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(SCREEN_VARIABLES), launchChromium(chromium ?? '')]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const enterDemo = async (options: Parameters<Browser['newContext']>[0]) => {
    const context = await browser.newContext(options);
    const complaints = new Complaints();
    await complaints.watch(context);
    await watchLayoutShift(context);
    const page = await context.newPage();
    await page.goto(`${stack.address}/sign-in?next=/settings`);
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    complaints.take([/status of 503 .*\/v1\/auth\/demo$/]);
    return { context, page, complaints };
  };

  it('can be used by everybody, in the light and the dark theme', SLOW, async () => {
    const { context, page, complaints } = await enterDemo({
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    const problems: string[] = [];
    for (const { name, path, show } of SCREENS) {
      await page.goto(stack.address + path);
      await show(page);
      if ((await runningAnimations(page)) > 0) problems.push(`${name}: moves in spite of reduced motion`);
      const light = await axeViolations(page);
      // The themes differ in nothing but their colours.
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await axeViolations(page, { runOnly: ['color-contrast'] });
      await page.emulateMedia({ colorScheme: 'light' });
      const found = [...light, ...dark, ...complaints.take(), ...(await movements(page, name))];
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    await context.close();
    expect(problems).toEqual([]);
  });

  it('fits a phone and stays in place while it loads', SLOW, async () => {
    const { context, page, complaints } = await enterDemo({ viewport: { width: 390, height: 844 } });
    const problems: string[] = [];
    for (const { name, path, show } of SCREENS) {
      await page.goto(stack.address + path);
      await show(page);
      const found = [...complaints.take(), ...(await movements(page, name))];
      if (await overflows(page)) found.push('is wider than the screen');
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    await context.close();
    expect(problems).toEqual([]);
  });
});

async function movements(page: Page, name: string): Promise<string[]> {
  const shift = await layoutShiftOf(page);
  return STILL.includes(name) && shift > SHIFT_AT_MOST ? [`moved by ${shift} while it loaded`] : [];
}
