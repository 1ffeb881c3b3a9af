import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import { fillFiles } from './support/fills.ts';
import { Api, dropFile, register } from './support/person.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `a trader at the desk${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
/** How long it may take is what `npm run bench -- web` asks; here the machine may be busy with others. */
const PATIENT = { timeout: 45_000 };
/** What the browser itself says about a connection that we cut. */
const CUT = [/net::ERR_/, /WebSocket connection to/];

describe.skipIf(chromium === null)(title, () => {
  const [file] = fillFiles();
  const complaints = new Complaints();
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let api: Api;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchChromium(chromium ?? '')]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    await complaints.watch(context);
    page = await context.newPage();
    api = new Api(context, stack.address);
    await register(page, stack.address, 'grace@example.com');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const open = (path: string) => page.goto(stack.address + path);
  const rowsOfGrid = () => page.getByRole('grid').getByRole('row');

  it('sees a first insight from one dropped file, without leaving the mouse', async () => {
    await open('/');
    await page.getByRole('link', { name: 'Import a file' }).click();
    await dropFile(page, file.name, file.text);
    await page.getByText(/trades? stored and checked for patterns/).waitFor(PATIENT);
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('region', { name: /^Result in/ }).waitFor(PATIENT);
    const verdicts = page.getByRole('region', { name: 'Patterns', exact: true }).getByRole('listitem');
    await verdicts.first().waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });

  it('is told of a second upload of the same file that nothing is new', async () => {
    await open('/imports');
    await page.getByText('Drop your trade files here').waitFor();
    const { trades } = await api.get<{ trades: number }>('/v1/account/summary');
    await api.importFile(file.name, file.text);
    expect((await api.get<{ trades: number }>('/v1/account/summary')).trades).toBe(trades);
    await page.reload();
    await page.getByRole('table').getByRole('row').nth(2).waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });

  it('goes from an hour of the week down to the fills behind its result', async () => {
    await open('/');
    const hours = page.getByRole('table', { name: 'Result by weekday and hour' });
    for (let turn = 0; turn < 40 && !(await hours.isVisible()); turn += 1) {
      await page.mouse.move(700, 400);
      await page.mouse.wheel(0, 400);
      await page.waitForLoadState('networkidle');
    }
    const cell = hours.getByRole('link').first();
    const words = (await cell.getAttribute('title')) ?? '';
    const counted = Number(/of (\d+) won/.exec(words)?.[1]);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/v1/episodes?')) asked.push(request.url());
    });
    await cell.click();
    const positions = page.getByRole('table', { name: 'Positions', exact: true });
    await positions.waitFor(PATIENT);
    expect(await positions.getByRole('row').count()).toBe(counted + 1);
    // Never a list of anything else, not even for a moment.
    expect(asked.filter((url) => !/weekday=\d.*hour=\d/.test(url))).toEqual([]);
    await positions.getByRole('link').first().click();
    const fills = page.getByRole('table', { name: 'Fills of the position' });
    await fills.getByRole('link').first().click(PATIENT);
    await page
      .getByRole('complementary', { name: 'Decision' })
      .getByRole('heading', { name: 'Fills' })
      .waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });

  it('takes the same number apart by direction and finds every position again', async () => {
    await open('/?by=side');
    const table = page.getByRole('table', { name: 'Results by Direction' });
    for (let turn = 0; turn < 60 && !(await table.isVisible()); turn += 1) {
      await page.mouse.move(700, 400);
      await page.mouse.wheel(0, 400);
      await page.waitForLoadState('networkidle');
    }
    await table.getByRole('link', { name: 'Long' }).click();
    await page.waitForURL(/\/positions\?.*side=long/);
    await page.getByRole('table', { name: 'Positions', exact: true }).waitFor(PATIENT);
    await page.getByRole('button', { name: /^long/ }).click();
    await page.waitForURL((url) => !url.search.includes('side='));
    expect(complaints.take()).toEqual([]);
  });

  it('orders, narrows and arranges the trades, and finds the view again after a reload', async () => {
    await open('/trades');
    await page.getByRole('button', { name: 'Price' }).click();
    await page.locator('summary', { hasText: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Value' }).click();
    await page.getByRole('checkbox', { name: 'Fee' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Pattern' }).selectOption('any');
    await page.waitForURL(/label=any/);
    await page.reload();
    await rowsOfGrid().nth(2).waitFor(PATIENT);
    const heads = await page.getByRole('columnheader').allTextContents();
    expect(heads.map((head) => head.replace(/[↑↓]/, ''))).toContain('Value');
    expect(heads.join()).not.toContain('Fee');
    const sorted = page.getByRole('columnheader', { name: 'Price' });
    expect(await sorted.getAttribute('aria-sort')).toBe('descending');
    const { items } = await api.get<{ items: { price: string }[] }>(
      '/v1/trades?label=any&sort=price&limit=1',
    );
    const first = (await rowsOfGrid().nth(1).textContent())?.replaceAll(',', '') ?? '';
    expect(first).toContain(items[0]?.price ?? 'none');
    expect(complaints.take()).toEqual([]);
  });

  it('keeps a view under a name', async () => {
    const { search } = new URL(page.url());
    await page.locator('summary', { hasText: 'Views' }).click();
    await page.getByLabel('Save this view as').fill('Dear patterns');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await open('/trades');
    await page.locator('summary', { hasText: 'Views' }).click();
    await page.getByRole('link', { name: 'Dear patterns' }).click();
    await page.waitForURL(`${stack.address}/trades${search}`);
    expect(complaints.take()).toEqual([]);
  });

  it('saves every row of a view as a file with exact values', async () => {
    const summary = await api.get<{ bySymbol: { symbol: string; fills: number }[] }>('/v1/account/summary');
    const symbol = summary.bySymbol.toSorted((a, b) => b.fills - a.fills)[0];
    await open(`/trades?symbol=${symbol?.symbol}&columns=time,symbol,qty,price`);
    await rowsOfGrid().nth(1).waitFor(PATIENT);
    const [download] = await Promise.all([
      page.waitForEvent('download', PATIENT),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('Time,Symbol,Quantity,Price');
    expect(lines).toHaveLength((symbol?.fills ?? 0) + 1);
    expect(complaints.take()).toEqual([]);
  });

  it('works by keyboard alone: palette, list, decision and back', async () => {
    await open('/');
    await page.getByRole('region', { name: /^Result in/ }).waitFor(PATIENT);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Page, action/ }).waitFor(PATIENT);
    await page.keyboard.type('trades');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/trades$/);
    await rowsOfGrid().nth(3).waitFor(PATIENT);
    await page.getByRole('grid').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Decision' }).waitFor(PATIENT);
    const opened = new URL(page.url()).searchParams.get('id');
    await page.keyboard.press('End');
    await expect.poll(() => new URL(page.url()).searchParams.get('id'), PATIENT).not.toBe(opened);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/trades$/);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL(/\/positions$/);
    expect(complaints.take()).toEqual([]);
  });

  it('reads a chart by its arrow keys and as a table', async () => {
    await open('/');
    const curve = page.getByRole('slider', { name: /^Equity in/ });
    await curve.focus(PATIENT);
    const newest = await curve.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    const before = await curve.getAttribute('aria-valuetext');
    expect(before).not.toBe(newest);
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    const table = page.getByRole('table', { name: /^Equity in .*as a table$/ });
    const [day = ''] = before?.split(',') ?? [];
    await table.getByRole('link', { name: day, exact: true }).waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });

  it('keeps the theme and the zone of the person across pages and reloads', async () => {
    await open('/settings');
    await page.getByLabel('Theme').selectOption('dark');
    await expect
      .poll(() => page.evaluate(() => document.documentElement.dataset['theme']), PATIENT)
      .toBe('dark');
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    expect(complaints.take()).toEqual([]);
  });

  it('shows what it has while the network is cut, says so, and catches up', async () => {
    await open('/trades');
    await rowsOfGrid().nth(3).waitFor(PATIENT);
    const status = (words: string) =>
      page.getByRole('complementary').getByRole('status').filter({ hasText: words }).waitFor(PATIENT);
    await status('Live');
    // The other pages are fetched ahead as soon as this one rests.
    const isAhead = () =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/__next.__PAGE__'));
    await expect.poll(() => page.evaluate(isAhead), PATIENT).toBe(true);
    await context.setOffline(true);
    await status('Offline');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.waitForURL(`${stack.address}/`);
    await context.setOffline(false);
    await status('Live');
    await page.getByRole('region', { name: /^Result in/ }).waitFor(PATIENT);
    expect(complaints.take(CUT)).toEqual([]);
  });

  it('takes an import back with everything that came of it', async () => {
    await open('/imports');
    for (const _ of [1, 2]) {
      await page.getByRole('button', { name: /^Undo/ }).first().click(PATIENT);
      await page.getByRole('dialog').getByRole('button', { name: /^Undo/ }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden', ...PATIENT });
    }
    await expect
      .poll(async () => (await api.get<{ trades: number }>('/v1/account/summary')).trades, PATIENT)
      .toBe(0);
    await open('/trades');
    await page.getByText('No trades yet').waitFor(PATIENT);
    expect(complaints.take()).toEqual([]);
  });
});
