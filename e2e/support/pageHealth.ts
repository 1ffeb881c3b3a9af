/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  var axe: { run(options: { runOnly?: string[] }): Promise<AxeResults> };
  var layoutShift: number;
}

/** What axe finds wrong with the page as it stands, each with the first place of it; `runOnly` names its rules. */
export async function axeViolations(page: Page, options: { runOnly?: string[] } = {}): Promise<string[]> {
  // Through the debugger, since the Content-Security-Policy keeps foreign scripts out.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((given) => globalThis.axe.run(given), options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

/** Adds up what moves by itself on every page of the context, as the browser counts it. */
export async function watchLayoutShift(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    globalThis.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[]) {
        if (!entry.hadRecentInput) globalThis.layoutShift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export function layoutShiftOf(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.layoutShift);
}

/** Animations that run at this moment. */
export function runningAnimations(page: Page): Promise<number> {
  return page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
}

/**
 * Whether the page is wider than its window, what it holds wider than the box in which it scrolls, a table that leaves
 * columns out still wider than its place, or a number cut off.
 */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const boxes = document.querySelectorAll('[data-scrolls], [data-fits]');
    const numbers = [...document.querySelectorAll('.truncate')].filter(({ textContent }) =>
      /^[+−$€£¥]*\d/.test(textContent.trim()),
    );
    const isCut = [...boxes, ...numbers].some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    return isCut || document.documentElement.scrollWidth > window.innerWidth;
  });
}
