/// <reference lib="dom" />
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Bench, type Figure, median, quantile, rounded } from './figure.ts';
import { call, importTrades, openProduct, type ProductInBrowser } from './productInBrowser.ts';

const LOAD_MS = 300_000;
const REST_MS = 3_000;
const TURNS = 7;

/** What the page notes of itself while it scrolls. */
interface Noted {
  frames: number[];
  nodes: number;
  /** Set when there is nothing more to see, before this program is told of it: no more frames are noted then. */
  isOver: boolean;
}

declare global {
  var scrollNotes: Noted;
}

/**
 * web.grid and web.content: an imported account of 100,000 trades; the list is scrolled to its end, which loads all of it, then back up
 * by four screens a second with everything in memory.
 */
const bench: Bench = async ({ smoke }) => {
  const trades = smoke ? 5_000 : 100_000;
  const product = await openProduct();
  try {
    await importTrades(product, trades);
    const { page, address } = product;
    await page.addInitScript(noteFrames);
    await page.goto(`${address}/trades`);
    await page.getByRole('grid').getByRole('row').nth(5).waitFor();
    const begun = performance.now();
    // What the machine itself lets pass: the same page at rest.
    const resting = await noted(page, () => delay(REST_MS));
    const loading = await noted(page, () => scrollToEnd(page, trades));
    const scrolling = await noted(page, () => scrollBack(page, smoke ? 3_000 : 20_000));
    const common = { n: trades, durationMs: Math.round(performance.now() - begun), better: 'lower' as const };
    const figures: Figure[] = [
      { name: 'web.grid', ...worst(scrolling, resting), unit: 'ms', floor: 50, ...common },
      // Nobody jumps 200 rows a frame: what the worst case costs, without a target.
      { name: 'web.grid:loading', ...worst(loading, resting), unit: 'ms', floor: null, ...common },
      await outcomesFigure(product, trades),
      await contentFigure(product, trades),
      {
        name: 'web.grid:nodes',
        value: Math.max(loading.nodes, scrolling.nodes),
        unit: 'nodes',
        floor: 2_000,
        ...common,
      },
    ];
    return smoke ? figures.map((figure) => ({ ...figure, smoke: true as const })) : figures;
  } finally {
    await product.close();
  }
};
export default bench;

/** api.outcomes: how long the distributions of the same account take, counted anew each time. */
function outcomesFigure(product: ProductInBrowser, trades: number): Promise<Figure> {
  return timed({ name: 'api.outcomes', floor: 500, n: trades }, async () => {
    await call(product, 'GET', '/v1/account/outcomes?asset=USD');
  });
}

/** web.content: from the address of the overview to its headline numbers, the browser's cache warm. */
function contentFigure({ page, address }: ProductInBrowser, trades: number): Promise<Figure> {
  return timed({ name: 'web.content', floor: 800, n: trades }, async () => {
    await page.goto(`${address}/`, { waitUntil: 'commit' });
    await page.getByText('Net result', { exact: true }).first().waitFor();
  });
}

/** The median of a few turns, in milliseconds. */
async function timed(
  figure: Pick<Figure, 'name' | 'floor' | 'n'>,
  work: () => Promise<void>,
): Promise<Figure> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  const durationMs = Math.round(times.reduce((sum, time) => sum + time, 0));
  const note = `median of ${TURNS} turns`;
  return { ...figure, value: rounded(median(times)), unit: 'ms', better: 'lower', durationMs, note };
}

function worst({ frames }: Noted, resting: Noted) {
  return {
    value: rounded(Math.max(...frames)),
    note: `longest of ${frames.length} frames; 99% within ${rounded(quantile(frames, 0.99))} ms; the page at rest: ${rounded(Math.max(...resting.frames))} ms`,
  };
}

/** Runs in the page, from its first moment on. */
function noteFrames(): void {
  globalThis.scrollNotes = { frames: [], nodes: 0, isOver: false };
  let before = performance.now();
  const tick = (now: number) => {
    const notes = globalThis.scrollNotes;
    if (!notes.isOver) notes.frames.push(now - before);
    before = now;
    notes.nodes = Math.max(notes.nodes, document.getElementsByTagName('*').length);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

async function noted(page: Page, work: () => Promise<void>): Promise<Noted> {
  await page.evaluate(() => {
    globalThis.scrollNotes = { frames: [], nodes: 0, isOver: false };
  });
  await work();
  // The first distance reaches back to before the work.
  return page.evaluate(() => ({ ...globalThis.scrollNotes, frames: globalThis.scrollNotes.frames.slice(1) }));
}

/** To the end again and again, as each page of rows makes the list longer. */
async function scrollToEnd(page: Page, trades: number): Promise<void> {
  const grid = page.getByRole('grid');
  await grid.evaluate((table) => {
    const frame = table.parentElement;
    const down = () => {
      if (!frame || table.getAttribute('aria-rowcount') !== '-1') return;
      frame.scrollTop = frame.scrollHeight;
      requestAnimationFrame(down);
    };
    down();
  });
  await page.locator(`[role=grid][aria-rowcount="${trades}"]`).waitFor({ timeout: LOAD_MS });
}

async function scrollBack(page: Page, ms: number): Promise<void> {
  await page.getByRole('grid').evaluate(async (table, duration) => {
    const frame = table.parentElement;
    if (!frame) return;
    const step = (frame.clientHeight * 4) / 60;
    const end = performance.now() + duration;
    await new Promise<void>((done) => {
      const up = () => {
        frame.scrollTop -= step;
        if (performance.now() < end) requestAnimationFrame(up);
        else {
          globalThis.scrollNotes.isOver = true;
          done();
        }
      };
      up();
    });
  }, ms);
}
