import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coinbaseFills, startCoinbase } from '../apps/bff/test/stubs/coinbaseStub.ts';
import { startOAuth } from '../apps/bff/test/stubs/oauthStub.ts';
import { freePort } from '../apps/bff/test/support/freePort.ts';
import { findChromium } from './support/chromium.ts';
import { type Newcomer, welcome } from './support/newcomer.ts';
import { startStack } from './support/stack.ts';

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
  let newcomer: Newcomer;
  let usedAddress = '';

  beforeAll(async () => {
    const variables = {
      COINBASE_API_URL: venue.url.href,
      COINBASE_LOGIN_URL: oauth.loginUrl.href,
      COINBASE_CLIENT_ID: oauth.client.id,
      COINBASE_CLIENT_SECRET: oauth.client.secret,
    };
    newcomer = await welcome(chromium ?? '', 'katherine@example.com', startStack(variables, port));
  });
  afterAll(() => newcomer?.leave());

  it('leads there and back connected, and brings the fills', async () => {
    const { stack, page, api, complaints } = newcomer;
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
    const { page, api, complaints } = newcomer;
    await page.goto(usedAddress);
    await page.getByText('The sign-in took too long or was used already.').waitFor(PATIENT);
    expect((await api.get<{ items: object[] }>('/v1/brokers/connections')).items).toHaveLength(1);
    expect(complaints.take()).toEqual([]);
  });
});
