import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import {
  codeOf,
  createTestApi,
  PASSWORD,
  registeredBrowser,
  TestBrowser,
  TestClock,
} from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const clock = new TestClock();
const { app } = await createTestApi(database, { clock });

const codeAt = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: clock.now().getTime() + steps * 30_000,
  });

/** A person whose second factor is on, a minute later, so that the first code is past. */
async function withFactor(email: string) {
  const browser = await registeredBrowser(app, email);
  const begun = await browser.send('POST', '/v1/auth/totp', { password: PASSWORD });
  const { secret, uri } = begun.json<{ secret: string; uri: string }>();
  const confirmed = await browser.send('POST', '/v1/auth/totp/confirm', { code: codeAt(secret) });
  const { recoveryCodes } = confirmed.json<{ recoveryCodes: string[] }>();
  clock.advance(60_000);
  return { browser, secret, uri, recoveryCodes };
}

let from = 0;
async function signIn(email: string, code?: string) {
  from += 1;
  const browser = await new TestBrowser(app, `10.9.1.${from}`).visit();
  const body = { email, password: PASSWORD, ...(code !== undefined && { code }) };
  return browser.send('POST', '/v1/auth/login', body);
}

describe('a second factor', () => {
  it('is asked for beside the password once a first code of it was confirmed, and not before', async () => {
    const browser = await registeredBrowser(app, 'begun@example.org');
    await browser.send('POST', '/v1/auth/totp', { password: PASSWORD });
    expect((await signIn('begun@example.org')).statusCode).toBe(200);
    const { secret, uri } = await withFactor('on@example.org');
    expect(uri).toMatch(/^otpauth:\/\/totp\/Trading%20Twin:on%40example\.org\?/);
    expect(codeOf(await signIn('on@example.org'))).toBe('SECOND_FACTOR_REQUIRED');
    expect(codeOf(await signIn('on@example.org', '000000'))).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn('on@example.org', codeAt(secret))).statusCode).toBe(200);
  });

  it('takes the codes of RFC 6238, of one step before to one after now', async () => {
    const { secret } = await withFactor('steps@example.org');
    expect(codeOf(await signIn('steps@example.org', codeAt(secret, -2)))).toBe('SECOND_FACTOR_WRONG');
    expect(codeOf(await signIn('steps@example.org', codeAt(secret, 2)))).toBe('SECOND_FACTOR_WRONG');
    expect((await signIn('steps@example.org', codeAt(secret, -1)))?.statusCode).toBe(200);
    expect((await signIn('steps@example.org', codeAt(secret, 1)))?.statusCode).toBe(200);
  });

  it('takes each code once, also when two come at the same time', async () => {
    const { secret } = await withFactor('replay@example.org');
    const code = codeAt(secret);
    const answers = await Promise.all([
      signIn('replay@example.org', code),
      signIn('replay@example.org', code),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
    expect(codeOf(await signIn('replay@example.org', code))).toBe('SECOND_FACTOR_WRONG');
  });

  it('does not tell that it exists to who does not know the password', async () => {
    await withFactor('quiet@example.org');
    const browser = await new TestBrowser(app).visit();
    const body = { email: 'quiet@example.org', password: 'wrong password', code: '123456' };
    expect(codeOf(await browser.send('POST', '/v1/auth/login', body))).toBe('LOGIN_FAILED');
  });

  it('is not guessed: wrong codes wait like wrong passwords', async () => {
    await withFactor('guess@example.org');
    const codes: string[] = [];
    for (let guess = 0; guess < 7; guess += 1)
      codes.push(codeOf(await signIn('guess@example.org', `00000${guess}`)));
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('SECOND_FACTOR_WRONG'));
    expect(codes.slice(5)).toEqual(['LOGIN_THROTTLED', 'LOGIN_THROTTLED']);
  });

  it('signs other devices out and this one in anew, when it is turned on and off', async () => {
    const browser = await registeredBrowser(app, 'devices@example.org');
    const phone = await new TestBrowser(app).visit();
    await phone.send('POST', '/v1/auth/login', { email: 'devices@example.org', password: PASSWORD });
    const { secret } = (await browser.send('POST', '/v1/auth/totp', { password: PASSWORD })).json();
    const before = browser.cookies.get('twin_session');
    await browser.send('POST', '/v1/auth/totp/confirm', { code: codeAt(secret) });
    expect(browser.cookies.get('twin_session')).not.toBe(before);
    expect((await phone.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    clock.advance(60_000);
    const wrong = { password: 'wrong password', code: codeAt(secret) };
    expect(codeOf(await browser.send('DELETE', '/v1/auth/totp', wrong))).toBe('PASSWORD_WRONG');
    const end = { password: PASSWORD, code: codeAt(secret) };
    expect((await browser.send('DELETE', '/v1/auth/totp', end)).statusCode).toBe(204);
    expect((await browser.send('GET', '/v1/auth/totp')).json()).toEqual({
      isOn: false,
      recoveryCodesLeft: 0,
    });
    expect((await signIn('devices@example.org')).statusCode).toBe(200);
  });

  it('can be replaced by a recovery code, each of which works once', async () => {
    const { browser, recoveryCodes } = await withFactor('lost@example.org');
    expect(new Set(recoveryCodes).size).toBe(10);
    const typed = recoveryCodes[0]?.toLowerCase().replaceAll('-', ' ');
    expect((await signIn('lost@example.org', typed)).statusCode).toBe(200);
    expect(codeOf(await signIn('lost@example.org', typed))).toBe('SECOND_FACTOR_WRONG');
    expect((await browser.send('GET', '/v1/auth/totp')).json()).toEqual({ isOn: true, recoveryCodesLeft: 9 });
  });

  it('stands in the database sealed, and so do the recovery codes', async () => {
    const { secret, recoveryCodes } = await withFactor('sealed@example.org');
    const rows = await query<{ row: string; secretEnc: Buffer }>(
      database.adminUrl,
      `SELECT "SecondFactor"::text AS row, "secretEnc" FROM "SecondFactor"`,
    );
    for (const { row, secretEnc } of rows) {
      expect(secretEnc.includes(Buffer.from(secret))).toBe(false);
      for (const code of recoveryCodes) expect(row).not.toContain(Buffer.from(code).toString('hex'));
    }
  });

  it('cannot be begun anew while it is on', async () => {
    const { browser } = await withFactor('again@example.org');
    expect(codeOf(await browser.send('POST', '/v1/auth/totp', { password: PASSWORD }))).toBe(
      'SECOND_FACTOR_ON',
    );
  });
});
