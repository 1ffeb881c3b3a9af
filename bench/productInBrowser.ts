import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../e2e/support/chromium.ts';
import { startProduct } from './runningProduct.ts';

const DONE_MS = 600_000;

/** The whole product on a data folder of its own, and a real browser that is looked into. */
export interface ProductInBrowser {
  address: string;
  /** Of the launcher, whose descendants the other processes are. */
  pid: number;
  context: BrowserContext;
  page: Page;
  /** Where other tools reach the same browser. */
  debuggingPort: number;
  close(): Promise<void>;
}

/** @throws Error when no Chromium is installed */
export async function openProduct(): Promise<ProductInBrowser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install it (Debian: apt install chromium)');
  const product = await startProduct();
  const profile = join(product.folder, 'browser');
  // The profile is the browser's own and not a private window: Lighthouse opens its page beside ours, signed in.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...CHROMIUM_ARGUMENTS, '--remote-debugging-port=0'],
    viewport: { width: 1280, height: 900 },
  });
  const [port = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  return {
    address: product.address,
    pid: product.pid,
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    debuggingPort: Number(port),
    close: async () => {
      await context.close();
      await product.close();
    },
  };
}

/** Enters the demo by its button, as a visitor does, and waits until the dashboard stands. */
export async function enterDemo({ address, page }: ProductInBrowser): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.getByRole('button', { name: /demo/i }).click();
  await page.getByRole('slider', { name: /^Equity in/ }).waitFor({ timeout: 120_000 });
}

/** Calls our own server with the browser's cookies. @throws Error with the answer, unless it is a success */
export async function call(
  { address, context }: ProductInBrowser,
  method: 'GET' | 'POST',
  path: string,
  body: {
    data?: object;
    multipart?: Record<string, { name: string; mimeType: string; buffer: Buffer }>;
  } = {},
): Promise<unknown> {
  const token = (await context.cookies(address)).find(({ name }) => name === 'twin_csrf')?.value ?? '';
  const answer = await context.request.fetch(`${address}${path}`, {
    method,
    headers: { 'x-csrf-token': token },
    timeout: 120_000,
    ...body,
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** Registers somebody in the browser and imports a written account of so many trades; returns when it is scored. */
export async function importTrades(product: ProductInBrowser, trades: number): Promise<void> {
  await product.page.goto(`${product.address}/sign-in`);
  await product.page.getByRole('heading').first().waitFor();
  const data = { email: 'bench@example.org', password: 'a long password of the bench' };
  await call(product, 'POST', '/v1/auth/register', { data });
  const file = { name: 'fills.csv', mimeType: 'text/csv', buffer: Buffer.from(canonicalCsv(trades)) };
  const accepted = await call(product, 'POST', '/v1/imports', { multipart: { file } });
  const { importId } = accepted as { importId: string };
  const deadline = performance.now() + DONE_MS;
  for (;;) {
    const { status } = (await call(product, 'GET', `/v1/imports/${importId}`)) as { status: string };
    if (status === 'done') return;
    if (status === 'failed' || performance.now() > deadline) throw new Error(`the import is ${status}`);
    await delay(1_000);
  }
}

function canonicalCsv(trades: number): string {
  const start = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: trades }, (_, place) => {
    const symbol = ['BTC-USD', 'ETH-USD', 'SOL-USD'][Math.floor(place / 2) % 3];
    const price = (1_000 + 100 * Math.sin(place / 50)).toFixed(2);
    const ts = new Date(start + place * 480_000).toISOString();
    return `v${place},${ts},${symbol},${place % 2 === 0 ? 'buy' : 'sell'},0.${1 + (place % 7)},${price},0.25,USD`;
  });
  return `ext_id,ts,symbol,side,qty,price,fee,fee_asset\n${rows.join('\n')}\n`;
}
