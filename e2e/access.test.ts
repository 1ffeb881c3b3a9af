import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import {
  axeViolations,
  layoutShiftOf,
  overflows,
  runningAnimations,
  watchLayoutShift,
} from './support/pageHealth.ts';
import { SCREENS } from './support/screens.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `every screen${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
/** Lighthouse and Chrome call up to this "good". */
const SHIFT_AT_MOST = 0.1;
const SLOW = { timeout: 180_000 };

describe.skipIf(chromium === null)(title, () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchChromium(chromium ?? '')]);
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

  it.each(['light', 'dark'] as const)(
    'can be used by everybody in the %s theme',
    SLOW,
    async (colorScheme) => {
      const { context, page, complaints } = await enterDemo({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: { width: 1280, height: 800 },
      });
      for (const { name, path, show } of SCREENS) {
        await page.goto(stack.address + path);
        await show(page);
        expect(await axeViolations(page), name).toEqual([]);
        expect(await runningAnimations(page), `${name} with reduced motion`).toBe(0);
        expect(complaints.take(), name).toEqual([]);
      }
      await context.close();
    },
  );

  it('fits a phone and stays in place while it loads', SLOW, async () => {
    const { context, page, complaints } = await enterDemo({ viewport: { width: 390, height: 844 } });
    for (const { name, path, show } of SCREENS) {
      await page.goto(stack.address + path);
      await show(page);
      expect(await overflows(page), name).toBe(false);
      expect(await layoutShiftOf(page), name).toBeLessThanOrEqual(SHIFT_AT_MOST);
      expect(complaints.take(), name).toEqual([]);
    }
    await context.close();
  });
});
