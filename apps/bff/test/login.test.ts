import { describe, expect, it } from 'vitest';
import { createTestApi, PASSWORD, registeredBrowser, TestBrowser, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const clock = new TestClock();
const { app } = await createTestApi(database, { clock });

describe('login', () => {
  it('answers unknown accounts and wrong passwords alike, in shape and in work', async () => {
    await registeredBrowser(app, 'known@example.org');
    const times: Record<string, number[]> = { 'known@example.org': [], 'unknown@example.org': [] };
    const bodies = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      for (const email of Object.keys(times)) {
        const browser = await new TestBrowser(app, `10.1.${round}.1`).visit();
        // Processor time, since other processes on the machine do not count in it.
        const before = process.cpuUsage();
        const answer = await browser.send('POST', '/v1/auth/login', { email, password: 'wrong password' });
        const { user, system } = process.cpuUsage(before);
        times[email]?.push(user + system);
        const { error } = answer.json() as { error: { requestId: string } };
        bodies.add(JSON.stringify({ status: answer.statusCode, ...error, requestId: '' }));
      }
    }
    expect([...bodies]).toHaveLength(1);
    // Totals, since the kernel counts in ticks that are not much shorter than one hash.
    const [known = 0, unknown = 0] = Object.values(times).map((each) =>
      each.reduce((sum, time) => sum + time, 0),
    );
    // Without the hash of nobody the unknown account would answer in a fraction of the time.
    expect(unknown).toBeGreaterThan(known * 0.5);
    expect(unknown).toBeLessThan(known * 2);
  });

  it('slows guesses at one account by growing waits, from wherever they come, and forgets them at success', async () => {
    await registeredBrowser(app, 'slow@example.org');
    let from = 0;
    const guess = async (password: string) => {
      from += 1;
      const browser = await new TestBrowser(app, `10.2.0.${from}`).visit();
      return browser.send('POST', '/v1/auth/login', { email: 'slow@example.org', password });
    };
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      let answer = await guess('wrong password');
      if (answer.statusCode === 429) {
        const wait = Number(answer.headers['retry-after']);
        waits.push(wait);
        clock.advance(wait * 1000);
        answer = await guess('wrong password');
      }
      expect(answer.statusCode).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4]);
    clock.advance(8_000);
    expect((await guess(PASSWORD)).statusCode).toBe(200);
    expect((await guess('wrong password')).statusCode).toBe(401);
  });

  it('counts guesses that come at once as many, not as one', async () => {
    await registeredBrowser(app, 'flood@example.org');
    const browsers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => new TestBrowser(app, `10.3.0.${index}`).visit()),
    );
    const answers = await Promise.all(
      browsers.map((browser) =>
        browser.send('POST', '/v1/auth/login', { email: 'flood@example.org', password: 'wrong password' }),
      ),
    );
    const tried = answers.filter(({ statusCode }) => statusCode === 401).length;
    expect(tried).toBeLessThanOrEqual(6);
  });

  it('slows guesses from one address at many accounts', async () => {
    const browser = await new TestBrowser(app, '10.4.0.1').visit();
    const statuses: number[] = [];
    for (let index = 0; index < 33; index += 1) {
      const body = { email: `nobody${index}@example.org`, password: 'wrong password' };
      statuses.push((await browser.send('POST', '/v1/auth/login', body)).statusCode);
    }
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
  });

  it('hashes a password anew that was hashed with other costs', async () => {
    await registeredBrowser(app, 'old@example.org');
    const { hash } = await import('@node-rs/argon2');
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await query(database.adminUrl, `UPDATE "User" SET "passwordHash" = $1 WHERE email = 'old@example.org'`, [
      weak,
    ]);
    const browser = await new TestBrowser(app, '10.5.0.1').visit();
    const body = { email: 'old@example.org', password: PASSWORD };
    expect((await browser.send('POST', '/v1/auth/login', body)).statusCode).toBe(200);
    const [user] = await query<{ passwordHash: string }>(
      database.adminUrl,
      `SELECT "passwordHash" FROM "User" WHERE email = 'old@example.org'`,
    );
    expect(user?.passwordHash).toMatch(/m=19456,t=2,p=1/);
  });

  it('ends the session that the browser came with, so that a planted one opens nothing', async () => {
    const attacker = await registeredBrowser(app, 'attacker@example.org');
    const planted = attacker.cookies.get('twin_session') ?? '';
    await registeredBrowser(app, 'victim@example.org');
    const browser = new TestBrowser(app, '10.6.0.1');
    browser.cookies.set('twin_session', planted);
    await browser.visit();
    const csrfBefore = browser.cookies.get('twin_csrf');
    const body = { email: 'victim@example.org', password: PASSWORD };
    expect((await browser.send('POST', '/v1/auth/login', body)).statusCode).toBe(200);
    expect(browser.cookies.get('twin_session')).not.toBe(planted);
    expect(browser.cookies.get('twin_csrf')).not.toBe(csrfBefore);
    expect((await attacker.send('GET', '/v1/auth/session')).statusCode).toBe(401);
  });
});
