import { stat } from 'node:fs/promises';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Complaints, findChromium, launchChromium } from './support/chromium.ts';
import { PASSWORD, register } from './support/person.ts';
import { type Stack, startStack } from './support/stack.ts';

const chromium = findChromium();
const title = `somebody who guards their account${chromium ? '' : ' (skipped: no Chromium is installed)'}`;
const PATIENT = { timeout: 20_000 };
const EMAIL = 'heidi@example.com';
const NEW_PASSWORD = 'a quiet river under old stones';
/** What the browser itself says about an answer that refuses. */
const REFUSED = [/status of 401/];
/** … and about one that asks to wait. */
const SLOWED = [...REFUSED, /status of 429/];

/** The code of an authenticator app, of this half minute or of the one before: each counts once. */
function codeOf(secret: string, steps: 0 | -1): string {
  const timestamp = Date.now() + steps * 30_000;
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

describe.skipIf(chromium === null)(title, () => {
  const complaints = new Complaints();
  let stack: Stack;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let secret = '';
  let recoveryCode = '';

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), launchChromium(chromium ?? '')]);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    await complaints.watch(context);
    page = await context.newPage();
    await register(page, stack.address, EMAIL);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const open = (path: string) => page.goto(stack.address + path);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click(PATIENT);
  const panel = (name: string) => page.getByRole('region', { name, exact: true });

  async function signIn(password: string): Promise<void> {
    await open('/sign-in');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password').fill(password);
    await press('Sign in');
  }

  it('chooses a new password by the letter when the old one is forgotten', async () => {
    await open('/sign-in?mode=forgotten');
    await page.getByLabel('E-mail').fill(EMAIL);
    await press('Send the e-mail');
    await page.getByText(/an e-mail with a link is on its way/).waitFor(PATIENT);
    const link = /http:\S+\/reset#[\w-]+/.exec(await stack.letterTo(EMAIL))?.[0] ?? '';
    await page.goto(link);
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await press('Change the password');
    await page.getByText('every device is signed out').waitFor(PATIENT);
    await signIn(PASSWORD);
    await page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' }).waitFor(PATIENT);
    await signIn(NEW_PASSWORD);
    await page.waitForURL(`${stack.address}/`);
    expect(complaints.take(REFUSED)).toEqual([]);
  });

  it('turns a second factor on and signs in with its code', async () => {
    await open('/settings');
    await panel('Second factor').getByLabel('Your password').fill(NEW_PASSWORD);
    await press('Turn it on');
    secret = (await panel('Second factor').locator('code').textContent(PATIENT)) ?? '';
    await page.getByLabel('Code that the app shows').fill(codeOf(secret, -1));
    await press('Confirm');
    recoveryCode = (await panel('Second factor').getByRole('listitem').first().textContent(PATIENT)) ?? '';
    await press('I have kept them');
    await panel('Second factor')
      .getByText(/recovery codes are left/)
      .waitFor(PATIENT);
    await press('Sign out');
    await page.waitForURL(/\/sign-in/);
    await signIn(NEW_PASSWORD);
    await page.getByLabel('Code').fill(codeOf(secret, 0), PATIENT);
    await press('Sign in');
    await page.waitForURL(`${stack.address}/`);
    expect(complaints.take(REFUSED)).toEqual([]);
  });

  it('takes a copy, and leaves: nothing opens the door again', async () => {
    await open('/privacy');
    await page.getByText('Second factor turned on').waitFor(PATIENT);
    await press('Make a copy');
    const download = page.waitForEvent('download', PATIENT);
    await page.getByRole('link', { name: /^Download the copy/ }).click(PATIENT);
    const file = await download;
    expect(file.suggestedFilename()).toBe('trading-twin-export.zip');
    expect((await stat(await file.path())).size).toBeGreaterThan(500);
    await press('Delete my account');
    await page.getByRole('dialog').getByLabel('Your password').fill(NEW_PASSWORD);
    await page.getByRole('dialog').getByLabel('Code').fill(recoveryCode);
    await press('Delete it for good');
    await page.waitForURL(/\/sign-in/, PATIENT);
    await open('/sign-in?mode=signIn');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password').fill(NEW_PASSWORD);
    await press('Sign in');
    await page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' }).waitFor(PATIENT);
    expect(complaints.take(REFUSED)).toEqual([]);
  });

  it('is asked to wait who guesses on and on, and loses nothing of what was typed', async () => {
    const wait = page.getByRole('alert').filter({ hasText: 'Too many attempts. Wait a moment' });
    for (let guess = 0; guess < 12 && !(await wait.isVisible()); guess += 1) {
      await Promise.all([page.waitForResponse(/\/v1\/auth\/login$/), press('Sign in')]);
    }
    await wait.waitFor(PATIENT);
    expect(await page.getByLabel('E-mail').inputValue()).toBe(EMAIL);
    expect(complaints.take(SLOWED)).toEqual([]);
  });
});
