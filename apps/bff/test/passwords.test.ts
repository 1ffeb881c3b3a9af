import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RangeApi } from '../src/adapters/breaches/RangeApi.ts';
import { PasswordPolicy } from '../src/modules/auth/PasswordPolicy.ts';
import { lettersOf } from './support/letters.ts';
import { codeOf, PASSWORD, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);
const { app } = house;
const NEXT = 'a quiet river under old stones';

async function signIn(email: string, password: string) {
  const browser = await new TestBrowser(app).visit();
  return { browser, answer: await browser.send('POST', '/v1/auth/login', { email, password }) };
}

/** Asks for a letter and gives the token of the newest one. */
async function tokenFor(email: string): Promise<string> {
  const browser = await new TestBrowser(app).visit();
  expect((await browser.send('POST', '/v1/auth/reset', { email })).statusCode).toBe(204);
  await house.drain();
  const letter = (await lettersOf(house, email)).at(-1) ?? '';
  return /\/reset#([\w-]{43})/.exec(letter)?.[1] ?? '';
}

describe('a changed password', () => {
  it('needs the old one, signs every other device out, and gives this one a new session', async () => {
    const browser = await registeredBrowser(app, 'change@example.org');
    const { browser: phone } = await signIn('change@example.org', PASSWORD);
    const before = browser.cookies.get('twin_session');
    const wrong = { currentPassword: 'not the password', newPassword: NEXT };
    expect(codeOf(await browser.send('POST', '/v1/auth/password', wrong))).toBe('PASSWORD_WRONG');
    const right = { currentPassword: PASSWORD, newPassword: NEXT };
    expect((await browser.send('POST', '/v1/auth/password', right)).statusCode).toBe(204);
    expect(browser.cookies.get('twin_session')).not.toBe(before);
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(200);
    expect((await phone.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    browser.cookies.set('twin_session', before ?? '');
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    expect((await signIn('change@example.org', PASSWORD)).answer.statusCode).toBe(401);
    expect((await signIn('change@example.org', NEXT)).answer.statusCode).toBe(200);
  });

  it('is not guessed with a stolen session: wrong old passwords wait longer and longer', async () => {
    const browser = await registeredBrowser(app, 'stolen@example.org');
    const statuses: number[] = [];
    for (let guess = 0; guess < 8; guess += 1) {
      const body = { currentPassword: `guess ${guess}`, newPassword: NEXT };
      statuses.push((await browser.send('POST', '/v1/auth/password', body)).statusCode);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
  });
});

describe('a lost password', () => {
  it('is replaced by a letter that works once, signs every device out and not in', async () => {
    const browser = await registeredBrowser(app, 'lost@example.org');
    const token = await tokenFor('lost@example.org');
    const stranger = await new TestBrowser(app).visit();
    const confirm = (password: string) =>
      stranger.send('POST', '/v1/auth/reset/confirm', { token, password });
    expect((await confirm(NEXT)).statusCode).toBe(204);
    expect(stranger.cookies.has('twin_session')).toBe(false);
    expect(codeOf(await confirm('another quiet river of stones'))).toBe('RESET_EXPIRED');
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    expect((await signIn('lost@example.org', PASSWORD)).answer.statusCode).toBe(401);
    expect((await signIn('lost@example.org', NEXT)).answer.statusCode).toBe(200);
  });

  it('keeps no token that could be read, and uses all letters up with one', async () => {
    await registeredBrowser(app, 'twice@example.org');
    const [first, second] = [await tokenFor('twice@example.org'), await tokenFor('twice@example.org')];
    expect(first).not.toBe(second);
    const rows = await query(database.adminUrl, `SELECT "PasswordReset"::text AS row FROM "PasswordReset"`);
    for (const { row } of rows) expect(row).not.toContain(second);
    const browser = await new TestBrowser(app).visit();
    await browser.send('POST', '/v1/auth/reset/confirm', { token: second, password: NEXT });
    const late = await browser.send('POST', '/v1/auth/reset/confirm', { token: first, password: NEXT });
    expect(codeOf(late)).toBe('RESET_EXPIRED');
  });

  it('has half an hour', async () => {
    await registeredBrowser(app, 'late@example.org');
    const token = await tokenFor('late@example.org');
    await query(database.adminUrl, `UPDATE "PasswordReset" SET "expiresAt" = now() WHERE "usedAt" IS NULL`);
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/reset/confirm', { token, password: NEXT });
    expect(codeOf(answer)).toBe('RESET_EXPIRED');
  });

  it('is asked for alike with and without an account: same answer, same time, and no letter to a stranger', async () => {
    await registeredBrowser(app, 'known-one@example.org');
    const ask = async (email: string, ip: string) => {
      const browser = await new TestBrowser(app, ip).visit();
      const begun = performance.now();
      const answer = await browser.send('POST', '/v1/auth/reset', { email });
      return { status: answer.statusCode, body: answer.body, ms: performance.now() - begun };
    };
    const known = await ask('known-one@example.org', '10.8.0.1');
    const unknown = await ask('unknown-one@example.org', '10.8.0.2');
    expect({ ...unknown, ms: 0 }).toEqual({ ...known, ms: 0 });
    // Both wait for the same clock; the work behind it is a fraction of that.
    for (const { ms } of [known, unknown]) expect(ms).toBeGreaterThanOrEqual(299);
    await house.drain();
    expect(await lettersOf(house, 'unknown-one@example.org')).toEqual([]);
  });

  it('fills no letter box: the fourth letter to one address waits, whether it is known or not', async () => {
    await registeredBrowser(app, 'flooded@example.org');
    for (const email of ['flooded@example.org', 'nobody-there@example.org']) {
      const statuses: number[] = [];
      for (let letter = 0; letter < 4; letter += 1) {
        const browser = await new TestBrowser(app, `10.8.1.${letter}`).visit();
        statuses.push((await browser.send('POST', '/v1/auth/reset', { email })).statusCode);
      }
      expect(statuses, email).toEqual([204, 204, 204, 429]);
    }
  });

  it('names our own address in the letter, whatever the request says about its host', async () => {
    await registeredBrowser(app, 'host@example.org');
    const browser = await new TestBrowser(app).visit();
    const headers = { host: 'localhost:1', 'x-forwarded-host': 'evil.example' };
    await browser.send('POST', '/v1/auth/reset', { email: 'host@example.org' }, { headers });
    await house.drain();
    const [letter = ''] = await lettersOf(house, 'host@example.org');
    expect(letter).toContain('http://127.0.0.1:4180/reset#');
  });

  it('is written to once, however often the job runs', async () => {
    await registeredBrowser(app, 'again@example.org');
    await tokenFor('again@example.org');
    const [reset] = await query<{ id: string; userId: string }>(
      database.adminUrl,
      `SELECT r.id, r."userId" FROM "PasswordReset" r JOIN "User" u ON u.id = r."userId"
       WHERE u.email = 'again@example.org'`,
    );
    const payload = { v: 1 as const, userId: reset?.userId ?? '', resetId: reset?.id ?? '' };
    await house.queue.enqueue('sendPasswordReset', payload);
    await house.drain();
    expect(await lettersOf(house, 'again@example.org')).toHaveLength(1);
  });
});

describe('a new password', () => {
  const policy = new PasswordPolicy(null);

  it('is refused when it is common, a pattern, or the own address, and says how to mend it', async () => {
    for (const password of ['password1234', 'qwertyuiop123456', 'aaaaaaaaaaaaaaaaaaaa', 'ann@example.org']) {
      await expect(policy.check(password, 'ann@example.org', 'password'), password).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        options: { fields: [{ path: 'password', fix: expect.stringContaining('longer') }] },
      });
    }
    await expect(policy.check(PASSWORD, 'ann@example.org', 'password')).resolves.toBeUndefined();
  });

  it('is judged at registration, change and reset', async () => {
    const browser = await new TestBrowser(app).visit();
    const credentials = { email: 'weak@example.org', password: 'password1234' };
    expect(codeOf(await browser.send('POST', '/v1/auth/register', credentials))).toBe('INVALID_INPUT');
    await registeredBrowser(app, 'weak-reset@example.org');
    const token = await tokenFor('weak-reset@example.org');
    const reset = { token, password: 'password1234' };
    expect(codeOf(await browser.send('POST', '/v1/auth/reset/confirm', reset))).toBe('INVALID_INPUT');
    const own = await registeredBrowser(app, 'weak-change@example.org');
    const change = await own.send('POST', '/v1/auth/password', {
      currentPassword: PASSWORD,
      newPassword: 'password1234',
    });
    expect(change.json().error.fields[0].path).toBe('newPassword');
  });

  it('is looked up by five digits of its hash alone, and padding counts for nothing', async () => {
    const leaked = createHash('sha1').update(PASSWORD).digest('hex').toUpperCase();
    const padded = createHash('sha1').update(NEXT).digest('hex').toUpperCase();
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(`${leaked.slice(5)}:3\r\n${padded.slice(5)}:0\r\n`);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const failures: unknown[] = [];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
    const range = new RangeApi(url, (error) => failures.push(error));
    const asking = new PasswordPolicy(range);
    await expect(asking.check(PASSWORD, 'ann@example.org', 'password')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(asking.check(NEXT, 'ann@example.org', 'password')).resolves.toBeUndefined();
    expect(asked).toEqual([`/range/${leaked.slice(0, 5)}`, `/range/${padded.slice(0, 5)}`]);
    server.close();
    server.closeAllConnections();
    await expect(asking.check(PASSWORD, 'ann@example.org', 'password')).resolves.toBeUndefined();
    expect(failures).toHaveLength(1);
  });
});
