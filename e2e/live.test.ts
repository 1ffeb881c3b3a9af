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
const OWN_FILLS = `ext_id,ts,symbol,side,qty,price,fee,fee_asset
a,2025-01-02T10:00:00Z,BTC-USD,buy,0.1,90000,1,USD
b,2025-01-03T10:00:00Z,BTC-USD,sell,0.1,91000,1,USD
`;

describe.skipIf(chromium === null)(title, () => {
  const [first, second] = fillFiles();
  const complaints = new Complaints();
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let api: Api;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([
      startStack({ REGISTRATION: 'open' }),
      launchChromium(chromium ?? ''),
    ]);
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

  it('comes back by itself when the api dies, and offers the newer pages that it comes back with', async () => {
    await page.route(page.url(), async (route) => {
      const answer = await route.fetch().catch(() => null);
      if (answer === null) return route.abort();
      const newer = (await answer.text()).replace(/chunks\/[^"]+\.js/, 'chunks/newer.js');
      return route.fulfill({ response: answer, body: newer });
    });
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
    await page.unroute(page.url());
    const notice = page.getByText('A newer version of Trading Twin is running.');
    await notice.waitFor(PATIENT);
    await page.getByRole('button', { name: 'Reload' }).click();
    await notice.waitFor({ state: 'detached' });
    await connection('Live');
    expect(complaints.take(CUT)).toEqual([]);
  });

  it('keeps two people apart who use it side by side', async () => {
    const neighbour = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await complaints.watch(neighbour);
    const other = await neighbour.newPage();
    await register(other, stack.address, 'alan@example.com');
    await other.getByText('No trades yet').waitFor(PATIENT);
    const mine = await api.messageIds();
    const { items } = await api.get<{ items: { id: string }[] }>('/v1/trades?limit=1');
    await other.goto(`${stack.address}/trades?id=${items[0]?.id}`);
    await other.getByText('There is nothing here, or it is not yours.').waitFor(PATIENT);
    await new Api(neighbour, stack.address).importFile('own.csv', OWN_FILLS);
    await other.goto(`${stack.address}/trades`);
    await other.getByRole('grid').getByRole('row').nth(2).waitFor(PATIENT);
    expect(await other.getByRole('grid').getByRole('row').count()).toBe(3);
    await neighbour.close();
    expect(await api.messageIds()).toEqual(mine);
    await connection('Live');
    expect(complaints.take([/status of 404 .*\/v1\/decisions\//])).toEqual([]);
  });

  it('says plainly that it needs a cookie where the browser keeps none', async () => {
    const strict = await browser.newContext();
    const blocked = await strict.newPage();
    const devtools = await strict.newCDPSession(blocked);
    await devtools.send('Emulation.setDocumentCookieDisabled', { disabled: true });
    await blocked.goto(`${stack.address}/sign-in`);
    await blocked
      .getByRole('heading', { name: 'This browser keeps no cookies for this address' })
      .waitFor(PATIENT);
    await strict.close();
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
