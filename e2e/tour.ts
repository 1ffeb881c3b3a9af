import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { findChromium, launchChromium } from './support/chromium.ts';
import { type Stack, startStack } from './support/stack.ts';

interface Stop {
  name: string;
  path: string;
  /** What one does there before the picture; also waits until there is something to see. */
  show: (page: Page) => Promise<void>;
}

const FOLDER = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];
const THEMES = ['light', 'dark'] as const;

/** Every screen with the demo's data; a new screen is one entry here. */
const STOPS: readonly Stop[] = [
  {
    name: 'dashboard',
    path: '/',
    show: (page) => page.getByRole('heading', { name: 'Equity' }).waitFor(),
  },
  { name: 'patterns', path: '/', show: (page) => scrollTo(page, 'Patterns week by week') },
  {
    name: 'trades',
    path: '/trades',
    show: (page) => page.getByRole('grid').getByRole('row').nth(5).waitFor(),
  },
  {
    name: 'imports',
    path: '/imports',
    show: (page) => page.getByRole('heading', { name: 'Imports', exact: true }).waitFor(),
  },
  {
    name: 'settings',
    path: '/settings',
    show: (page) => page.getByRole('heading', { name: 'Settings', exact: true }).waitFor(),
  },
  {
    name: 'chat',
    path: '/chat',
    show: (page) => page.getByRole('button', { name: 'Show the evidence' }).last().waitFor(),
  },
  { name: 'chat-evidence', path: '/chat', show: openEvidence },
  { name: 'simulation', path: '/chat', show: openSimulation },
];

const chromium = findChromium();
if (chromium === null) throw new Error('The tour needs Chromium: apt-get install chromium');

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  [stack, browser] = await Promise.all([startStack(), launchChromium(chromium)]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

describe.each(SIZES)('at $width px', (viewport) => {
  it.each(THEMES)('in the %s theme', async (theme) => {
    const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${stack.address}/sign-in`);
    await page.getByRole('button', { name: 'Try the demo' }).waitFor();
    await page.screenshot({ path: `${FOLDER}sign-in-${viewport.width}-${theme}.png` });
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await page.waitForURL(`${stack.address}/`);
    for (const { name, path, show } of STOPS) {
      await page.goto(stack.address + path);
      await show(page);
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: `${FOLDER}${name}-${viewport.width}-${theme}.png` });
    }
    await context.close();
  });
});

async function scrollTo(page: Page, heading: string): Promise<void> {
  const found = page.getByRole('heading', { name: heading });
  await found.waitFor();
  await page.getByText(/found in \d+ weeks/).waitFor();
  await found.evaluate((element) => element.scrollIntoView({ block: 'nearest' }));
}

async function openEvidence(page: Page): Promise<void> {
  const message = page.locator('[data-message]').last();
  await message.getByRole('button', { name: 'Show the evidence' }).click();
  await message.getByRole('heading', { name: 'Fills' }).waitFor();
  await message.evaluate((element) => element.scrollIntoView({ block: 'start' }));
}

async function openSimulation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'What if I had held?' }).last().click();
  await page.getByRole('table', { name: 'Holding by horizon' }).waitFor();
}
