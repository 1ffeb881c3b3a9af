import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coinbaseFills, startCoinbase } from '../apps/bff/test/stubs/coinbaseStub.ts';
import { startOAuth } from '../apps/bff/test/stubs/oauthStub.ts';
import { freePort } from '../apps/bff/test/support/freePort.ts';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import { Api, register } from './support/person.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `signing in at a broker${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
const PATIENT = { timeout: 30_000 };
const FILLS = 12;

const port = await freePort();
const CALLBACK = `http://127.0.0.1:${port}/v1/brokers/coinbase/oauth/callback`;
const oauth = await startOAuth(CALLBACK);
const venue = await startCoinbase();
venue.scopesOf = (token) => oauth.scopesOf(token);
venue.fills = coinbaseFills(FILLS);

describe.skipIf(chromium === null)(title, () => {
  const complaints = new Complaints();
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let api: Api;
  let usedAddress = '';

  beforeAll(async () => {
    const variables = {
      COINBASE_API_URL: venue.url.href,
      COINBASE_LOGIN_URL: oauth.loginUrl.href,
      COINBASE_CLIENT_ID: oauth.client.id,
      COINBASE_CLIENT_SECRET: oauth.client.secret,
    };
    [stack, browser] = await Promise.all([startStack(variables, port), launchChromium(chromium ?? '')]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await complaints.watch(context);
    page = await context.newPage();
    api = new Api(context, stack.address);
    await register(page, stack.address, 'katherine@example.com');
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  it('leads there and back connected, and brings the fills', async () => {
    await page.goto(`${stack.address}/settings`);
    await page.getByRole('button', { name: 'Connect Coinbase' }).click();
    const comingBack = page.waitForRequest((request) => request.url().startsWith(CALLBACK));
    await page.getByRole('link', { name: 'Sign in at Coinbase' }).click();
    usedAddress = (await comingBack).url();
    await page.getByText('Connected. Your fills are on their way.').waitFor(PATIENT);
    await page.getByText(/Up to date · read/).waitFor(PATIENT);
    const trades = async () => (await api.get<{ trades: number }>('/v1/account/summary')).trades;
    await expect.poll(trades, PATIENT).toBe(FILLS);
    expect(complaints.take()).toEqual([]);
  });

  it('says so when a sign-in comes back a second time', async () => {
    await page.goto(usedAddress);
    await page.getByText('The sign-in took too long or was used already.').waitFor(PATIENT);
    expect((await api.get<{ items: object[] }>('/v1/brokers/connections')).items).toHaveLength(1);
    expect(complaints.take()).toEqual([]);
  });
});
