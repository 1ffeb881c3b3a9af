import type { Page } from 'playwright-core';
import { type Bench, rounded } from './figure.ts';
import { idlePss } from './processMemory.ts';
import { importTrades, openProduct } from './productInBrowser.ts';

const PAGES = [
  ...['/', '/trades', '/positions', '/imports', '/chat', '/digest', '/rules'],
  ...['/settings', '/privacy', '/sign-in', '/reset'],
];

/** start.memory:full: all processes at rest after an import of 100,000 fills and a tour of every page. */
const bench: Bench = async ({ smoke }) => {
  const fills = smoke ? 2_000 : 100_000;
  const begun = performance.now();
  const product = await openProduct();
  try {
    await importTrades(product, fills);
    for (const path of PAGES) await visit(product.page, product.address + path);
    // The browser is none of ours, and would wait for events.
    await product.context.close();
    const value = rounded(await idlePss(product.pid));
    const durationMs = Math.round(performance.now() - begun);
    const marked = smoke ? { smoke: true as const } : {};
    const common = { unit: 'MB', floor: 500, better: 'lower' as const, n: fills, durationMs };
    return [{ name: 'start.memory:full', value, ...common, ...marked }];
  } finally {
    await product.close();
  }
};
export default bench;

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForLoadState('networkidle');
}
