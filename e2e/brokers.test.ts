import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CoinbaseStub,
  coinbaseFills,
  makeCdpKey,
  startCoinbase,
} from '../apps/bff/test/stubs/coinbaseStub.ts';
import { json, openVenue } from '../apps/bff/test/stubs/venueServer.ts';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import { Api, register } from './support/person.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `a broker in the settings${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
const PATIENT = { timeout: 30_000 };

describe.skipIf(chromium === null)(title, () => {
  const key = makeCdpKey();
  const complaints = new Complaints();
  let venue: CoinbaseStub;
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let api: Api;

  beforeAll(async () => {
    venue = await startCoinbase([key], openVenue);
    venue.fills = coinbaseFills(40);
    venue.balances = [{ currency: 'BTC', value: '1.5' }];
    // An ML service that is away keeps nobody from their trades and patterns.
    const variables = {
      COINBASE_API_URL: venue.url.href,
      ...{ ML_URL: 'http://127.0.0.1:9', ML_SECRET: 'a secret of the journeys, long enough' },
    };
    [stack, browser] = await Promise.all([startStack(variables), launchChromium(chromium ?? '')]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await complaints.watch(context);
    page = await context.newPage();
    api = new Api(context, stack.address);
    await register(page, stack.address, 'hedy@example.com');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    await venue?.close();
  });

  async function give(privateKey: string): Promise<void> {
    await page.getByLabel('API key name').fill(key.name);
    await page.getByLabel('Private key').fill(privateKey);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
  }

  const trades = async () => (await api.get<{ trades: number }>('/v1/account/summary')).trades;

  it('refuses a key that may trade, and says which one to make', async () => {
    venue.permissions.can_trade = true;
    await page.goto(`${stack.address}/settings`);
    await page.getByRole('button', { name: 'Connect Coinbase' }).click();
    await page.getByText('Never: trading, moving money').waitFor();
    await give(key.privateKey);
    await page.getByText('This key may trade or move money').waitFor(PATIENT);
    venue.permissions.can_trade = false;
  });

  it('connects with one that may only view, and is up to date by itself', async () => {
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText(/Up to date · read/).waitFor(PATIENT);
    await page.getByText('more or less than the fills explain').waitFor();
    expect(await page.content()).not.toContain(key.privateKey.slice(40, 80));
  });

  it('brings what is new when asked to', async () => {
    await expect.poll(trades, PATIENT).toBe(40);
    venue.fills = coinbaseFills(45);
    await page.goto(`${stack.address}/settings`);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await expect.poll(trades, PATIENT).toBe(45);
    await page.getByText(/Up to date · read/).waitFor(PATIENT);
  });

  it('says so when the venue asks for patience, and goes on when it may', async () => {
    venue.fault = () => json({}, 429, { 'retry-after': '1' });
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('The broker asks us to wait. The sync goes on by itself.').waitFor(PATIENT);
    await page.getByText('Will be tried again').waitFor(PATIENT);
    venue.fault = null;
    await page.getByText(/Up to date · read/).waitFor(PATIENT);
  });

  it('has its patterns looked for while the ML service is away', async () => {
    const scoredAt = async () => (await api.get<{ scoredAt: string | null }>('/v1/biases')).scoredAt;
    await expect.poll(scoredAt, PATIENT).not.toBeNull();
    await page.reload();
    const about = page.getByRole('region', { name: 'About' });
    await about.getByText(/^\d{4}-\d{2}-\d{2} /).waitFor(PATIENT);
  });

  it('is forgotten when the person disconnects, and the trades stay', async () => {
    await page.goto(`${stack.address}/settings`);
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await page.getByText('The key is forgotten here and your trades stay.').waitFor();
    await page.getByRole('button', { name: 'Disconnect Coinbase' }).click();
    await page.getByText(/Up to date · read/).waitFor({ ...PATIENT, state: 'detached' });
    expect(await trades()).toBe(45);
    // The browser reports the key that was refused as an error.
    expect(complaints.take([/status of 422 .*\/api-key$/])).toEqual([]);
  });
});
