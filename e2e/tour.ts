import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { SCREEN_VARIABLES, SCREENS } from './support/screens.ts';
import { type Stack, startStack } from './support/stack.ts';

const FOLDER = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const SIZES = [
  { width: 390, height: 844, names: null },
  { width: 1280, height: 800, names: null },
  // Where width makes a difference.
  {
    width: 1920,
    height: 1080,
    names: ['dashboard', 'cost', 'patterns', 'outcomes', 'trades', 'position', 'digest', 'rule'],
  },
];
const THEMES = ['light', 'dark'] as const;

const chromium = findChromium();
if (chromium === null) throw new Error('The tour needs Chromium: apt-get install chromium');

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  [stack, browser] = await Promise.all([startStack(SCREEN_VARIABLES), launchChromium(chromium)]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe.each(SIZES)('at $width px', ({ names, ...viewport }) => {
  it.each(THEMES)('in the %s theme', async (theme) => {
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${stack.address}/sign-in`);
    await page.getByRole('button', { name: 'Try the demo' }).waitFor();
    await page.screenshot({ path: `${FOLDER}sign-in-${viewport.width}-${theme}.png` });
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await page.waitForURL(`${stack.address}/`);
    for (const { name, path, show } of SCREENS.filter((screen) => names?.includes(screen.name) ?? true)) {
      await page.goto(stack.address + path);
      await show(page);
      await page.waitForFunction(isLoaded);
      await page.screenshot({ path: `${FOLDER}${name}-${viewport.width}-${theme}.png` });
    }
    await context.close();
  });
});

/** Whether nothing that can be seen still stands in for something else; runs in the page. */
function isLoaded(): boolean {
  return [...document.querySelectorAll('.animate-breathe')].every((waiting) => {
    const { top, bottom } = waiting.getBoundingClientRect();
    return top > innerHeight || bottom < 0;
  });
}
