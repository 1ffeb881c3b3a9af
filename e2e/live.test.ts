import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import { fillFiles } from './support/fills.ts';
import { Api, candleFile, dropFile, register, shownMessageIds } from './support/person.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `the live mirror${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
/** What the browser itself says about a connection that we cut. */
const CUT = [/net::ERR_/, /WebSocket connection to/];
const PATIENT = { timeout: 20_000 };

describe.skipIf(chromium === null)(title, () => {
  const [first, second] = fillFiles();
  const complaints = new Complaints();
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let api: Api;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchChromium(chromium ?? '')]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await complaints.watch(context);
    page = await context.newPage();
    api = new Api(context, stack.address);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const chatIsTheServers = async () => {
    const kept = await api.messageIds();
    expect(kept.length).toBeGreaterThan(0);
    await expect.poll(() => shownMessageIds(page), PATIENT).toEqual(kept);
  };
  const connectionIn = (words: string) =>
    page.getByRole('complementary').getByRole('status').filter({ hasText: words });
  const connection = (words: string) => connectionIn(words).waitFor(PATIENT);

  it('shows a new person what a dropped file says, in the chat, while it is being found', async () => {
    await register(page, stack.address, 'ada@example.com');
    await page.getByRole('link', { name: 'Chat' }).click();
    await page.getByText('Nothing to talk about yet').waitFor();
    await connection('Live');
    const other = await context.newPage();
    await other.goto(`${stack.address}/imports`);
    await dropFile(other, first.name, first.text);
    await page.getByRole('button', { name: 'Show the evidence' }).first().waitFor(PATIENT);
    await other.getByText(/trades? stored and checked for patterns/).waitFor(PATIENT);
    await other.close();
    await chatIsTheServers();
    expect(complaints.take()).toEqual([]);
  });

  it('explains a pattern, takes the answer, and simulates the decision', async () => {
    const card = page.locator('[data-message]').last();
    await card.getByRole('button', { name: 'Show the evidence' }).click();
    await card.getByRole('heading', { name: 'Fills' }).waitFor();
    await card.getByRole('button', { name: 'I see it differently' }).click();
    await card.getByText('Noted; it counts from now on.').waitFor();
    await card.getByRole('button', { name: 'What if I had held?' }).click();
    const modal = page.getByRole('dialog', { name: 'What if you had …' });
    await modal.getByText(/no candles of/).waitFor(PATIENT);
    const decisionId = new URL(page.url()).searchParams.get('simulate');
    const decision = await api.get<{ ts: string; vwap: string }>(`/v1/decisions/${decisionId}`);
    const from = Math.floor(Date.parse(decision.ts) / 3_600_000 - 200) * 3_600_000;
    await modal.getByLabel('Candle file').setInputFiles({
      name: 'candles.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(candleFile(from, 1200, Number(decision.vwap))),
    });
    await modal.getByRole('button', { name: 'Upload' }).click();
    await modal.getByRole('table', { name: 'Difference by horizon' }).waitFor(PATIENT);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'hidden' });
    await card.getByRole('img', { name: /candles of 1 h/ }).waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });

  it('answers a question by keyboard', async () => {
    const box = page.getByLabel('Ask your twin');
    await box.fill('How are my results?');
    await box.press('Enter');
    await page
      .getByText(/^Realised:/)
      .last()
      .waitFor(PATIENT);
    await chatIsTheServers();
    expect(complaints.take()).toEqual([]);
  });

  it('misses nothing and shows nothing twice after the connection was cut', async () => {
    const before = (await api.messageIds()).length;
    await context.setOffline(true);
    await connection('Offline');
    await api.importFile(second.name, second.text);
    await expect.poll(async () => (await api.messageIds()).length, PATIENT).toBeGreaterThan(before);
    expect((await shownMessageIds(page)).length).toBe(before);
    await context.setOffline(false);
    await connection('Live');
    await chatIsTheServers();
    expect(complaints.take(CUT)).toEqual([]);
  });

  it('is the same after a reload, which resumes where the page was', async () => {
    const [socket] = await Promise.all([page.waitForEvent('websocket'), page.reload()]);
    expect(socket.url()).toMatch(/lastEventId=(?!0{26})[0-9A-Z]{26}$/);
    await connection('Live');
    await chatIsTheServers();
    expect(complaints.take()).toEqual([]);
  });

  it('comes back by itself when the api dies', async () => {
    await stack.killApi();
    await connectionIn('Live').waitFor({ state: 'detached' });
    await connection('Live');
    const box = page.getByLabel('Ask your twin');
    await box.fill('Am I improving?');
    await box.press('Enter');
    await page
      .getByText(/^In the newest/)
      .last()
      .waitFor(PATIENT);
    await chatIsTheServers();
    expect(complaints.take(CUT)).toEqual([]);
  });

  it('shows the demo in one click, with a simulation, to read only', async () => {
    const visitor = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await complaints.watch(visitor);
    const demo = await visitor.newPage();
    await demo.goto(`${stack.address}/sign-in?next=/chat`);
    await demo.getByRole('button', { name: 'Try the demo' }).click();
    await demo.getByRole('button', { name: 'What if I had held?' }).last().click(PATIENT);
    const table = demo.getByRole('table', { name: 'Difference by horizon' });
    await table.waitFor(PATIENT);
    expect((await table.boundingBox())?.width).toBeLessThanOrEqual(390);
    await demo.keyboard.press('Escape');
    await demo.getByText('In the demo you can read').waitFor();
    expect(await demo.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await visitor.close();
    expect(complaints.take([/status of 503 .*\/v1\/auth\/demo$/])).toEqual([]);
  });
});
