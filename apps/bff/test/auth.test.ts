import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deviceName } from '../src/modules/auth/deviceName.ts';
import {
  codeOf,
  createTestApi,
  PASSWORD,
  registeredBrowser,
  TestBrowser,
  TestClock,
} from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const DAY_MS = 86_400_000;
const database = await createTestDatabase();
const clock = new TestClock();
const { app } = await createTestApi(database, { clock });

describe('registration', () => {
  it('makes a person with a trading account, settings and an audit row, signed in', async () => {
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/register', {
      email: 'Ann@Example.org',
      password: PASSWORD,
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      user: {
        id: expect.any(String),
        email: 'ann@example.org',
        createdAt: expect.any(String),
        isDemo: false,
      },
    });
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(200);
    expect((await browser.send('GET', '/v1/settings')).json()).toMatchObject({ timeZone: 'UTC' });
    const accounts = (await browser.send('GET', '/v1/accounts')).json() as { items: { name: string }[] };
    expect(accounts.items.map(({ name }) => name)).toEqual(['Main']);
    const audit = await query<{ action: string }>(
      database.adminUrl,
      `SELECT action FROM "Audit" a JOIN "User" u ON u.id = a."userId"
        WHERE u.email = 'ann@example.org' ORDER BY a."createdAt", a.id`,
    );
    expect(audit.map(({ action }) => action).sort()).toEqual(['session.opened', 'user.registered']);
  });

  it('stores the password as Argon2id with the costs that OWASP asks for, and no token in clear', async () => {
    const browser = await registeredBrowser(app, 'hash@example.org');
    const [user] = await query<{ passwordHash: string }>(
      database.adminUrl,
      `SELECT "passwordHash" FROM "User" WHERE email = 'hash@example.org'`,
    );
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const token = browser.cookies.get('twin_session') ?? '';
    const [session] = await query<{ tokenHash: Buffer }>(
      database.adminUrl,
      `SELECT "tokenHash" FROM "Session" WHERE "tokenHash" = $1`,
      [createHash('sha256').update(token).digest()],
    );
    expect(session?.tokenHash.toString('latin1')).not.toContain(token);
    expect(session).toBeDefined();
  });

  it('refuses a second account of one address, whatever its letter case', async () => {
    await registeredBrowser(app, 'twice@example.org');
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/register', {
      email: 'TWICE@example.org',
      password: PASSWORD,
    });
    expect([answer.statusCode, codeOf(answer)]).toEqual([409, 'EMAIL_TAKEN']);
  });

  it('names the wrong fields of a bad request and how to mend them', async () => {
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/register', { email: 'nobody', password: 'short' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: {
        code: 'INVALID_INPUT',
        message: expect.any(String),
        requestId: answer.headers['x-request-id'],
        fields: [
          { path: 'email', message: expect.any(String), fix: 'Write it like name@example.org.' },
          { path: 'password', message: 'must have at least 12 characters', fix: 'The least is 12.' },
        ],
      },
    });
  });
});

describe('registration modes', () => {
  it('first: lets exactly one of several first people in, also at the same time', async () => {
    const own = await createTestDatabase();
    const { app: first } = await createTestApi(own, { variables: { REGISTRATION: 'first' } });
    const browsers = await Promise.all([1, 2, 3].map(() => new TestBrowser(first).visit()));
    expect((await browsers[0]?.send('GET', '/v1/auth/options'))?.json()).toEqual({
      canRegister: true,
      isFirstRun: true,
      hasDemo: false,
    });
    const answers = await Promise.all(
      browsers.map((browser, index) =>
        browser.send('POST', '/v1/auth/register', { email: `p${index}@example.org`, password: PASSWORD }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 403, 403]);
    expect((await new TestBrowser(first).send('GET', '/v1/auth/options')).json()).toMatchObject({
      canRegister: false,
      isFirstRun: false,
    });
  });

  it('closed: lets nobody in', async () => {
    const { app: closed } = await createTestApi(database, { variables: { REGISTRATION: 'closed' } });
    const browser = await new TestBrowser(closed).visit();
    const answer = await browser.send('POST', '/v1/auth/register', {
      email: 'late@example.org',
      password: PASSWORD,
    });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'REGISTRATION_CLOSED']);
  });
});

describe('sessions', () => {
  it('end after a week without use, and a month after they began with it', async () => {
    const idle = await registeredBrowser(app, 'idle@example.org');
    const busy = await registeredBrowser(app, 'busy@example.org');
    for (let day = 0; day < 29; day += 1) {
      clock.advance(DAY_MS);
      expect((await busy.send('GET', '/v1/auth/session')).statusCode).toBe(200);
      if (day === 7) expect((await idle.send('GET', '/v1/auth/session')).statusCode).toBe(401);
    }
    clock.advance(DAY_MS);
    expect((await busy.send('GET', '/v1/auth/session')).statusCode).toBe(401);
  });

  it('are listed, and a revoked one is refused at its next request', async () => {
    const laptop = await registeredBrowser(app, 'devices@example.org');
    const phone = await new TestBrowser(app, '10.7.0.1').visit();
    const headers = { 'user-agent': 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' };
    const credentials = { email: 'devices@example.org', password: PASSWORD };
    await phone.send('POST', '/v1/auth/login', credentials, { headers });
    const list = (await laptop.send('GET', '/v1/sessions')).json() as {
      items: { id: string; isCurrent: boolean; device: string | null }[];
    };
    expect(list.items.find(({ isCurrent }) => !isCurrent)?.device).toBe('Firefox on Android');
    expect(list.items.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
    const other = list.items.find(({ isCurrent }) => !isCurrent)?.id ?? '';
    expect((await laptop.send('DELETE', `/v1/sessions/${other}`)).statusCode).toBe(204);
    expect((await phone.send('GET', '/v1/auth/session')).statusCode).toBe(401);
  });

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    ['curl/8.5.0', null],
    [null, null],
  ])('are named by browser and system and no more of %s', (words, name) => {
    expect(deviceName(words)).toBe(name);
  });

  it('end at logout, which clears the cookie and may be asked for twice', async () => {
    const browser = await registeredBrowser(app, 'leaving@example.org');
    const token = browser.cookies.get('twin_session') ?? '';
    expect((await browser.send('POST', '/v1/auth/logout')).statusCode).toBe(204);
    expect(browser.cookies.has('twin_session')).toBe(false);
    expect((await browser.send('POST', '/v1/auth/logout')).statusCode).toBe(204);
    browser.cookies.set('twin_session', token);
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(401);
  });
});

describe('ids of other people', () => {
  it('answer exactly like ids that do not exist', async () => {
    const owner = await registeredBrowser(app, 'owner@example.org');
    const stranger = await registeredBrowser(app, 'stranger@example.org');
    const accounts = (await owner.send('GET', '/v1/accounts')).json() as { items: { id: string }[] };
    const sessions = (await owner.send('GET', '/v1/sessions')).json() as { items: { id: string }[] };
    const calls = [
      ['DELETE', '/v1/sessions/', sessions.items[0]?.id, undefined],
      ['DELETE', '/v1/accounts/', accounts.items[0]?.id, undefined],
      ['PATCH', '/v1/accounts/', accounts.items[0]?.id, { name: 'Mine now' }],
    ] as const;
    for (const [method, path, id, body] of calls) {
      const [theirs, nobodys] = await Promise.all(
        [id, 'no-such-id'].map(async (each) => {
          const answer = await stranger.send(method, `${path}${each}`, body);
          const { error } = answer.json() as { error: { requestId: string } };
          return { status: answer.statusCode, error: { ...error, requestId: '' } };
        }),
      );
      expect(theirs).toEqual(nobodys);
      expect(theirs?.status).toBe(404);
    }
    expect((await owner.send('GET', '/v1/auth/session')).statusCode).toBe(200);
  });
});

describe('demo', () => {
  it('is absent unless switched on', async () => {
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/demo');
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'DEMO_DISABLED']);
  });

  it('reads everything, writes nothing, and shows no other visitor', async () => {
    const { app: withDemo } = await createTestApi(database, { variables: { DEMO: 'on' } });
    const early = await new TestBrowser(withDemo).visit();
    expect(codeOf(await early.send('POST', '/v1/auth/demo'))).toBe('DEMO_NOT_READY');
    await query(
      database.ownerUrl,
      `WITH u AS (INSERT INTO "User" (id, email, "passwordHash", "isDemo")
         VALUES ('demo', 'demo@example.org', '-', true) RETURNING id)
       INSERT INTO "Settings" ("userId") SELECT id FROM u`,
    );
    const [visitor, other] = [
      await new TestBrowser(withDemo).visit(),
      await new TestBrowser(withDemo).visit(),
    ];
    expect((await other.send('POST', '/v1/auth/demo')).statusCode).toBe(201);
    const answer = await visitor.send('POST', '/v1/auth/demo');
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ user: { isDemo: true } });
    expect((await visitor.send('GET', '/v1/settings')).statusCode).toBe(200);
    const sessions = (await visitor.send('GET', '/v1/sessions')).json() as { items: { id: string }[] };
    expect(sessions.items).toHaveLength(1);
    const writes = [
      await visitor.send('PATCH', '/v1/settings', { theme: 'dark' }),
      await visitor.send('POST', '/v1/accounts', { name: 'Mine' }),
      await visitor.send('DELETE', `/v1/sessions/${sessions.items[0]?.id}`),
    ];
    expect(writes.map((write) => [write.statusCode, codeOf(write)])).toEqual(
      writes.map(() => [403, 'DEMO_READ_ONLY']),
    );
    expect((await visitor.send('POST', '/v1/auth/logout')).statusCode).toBe(204);
    const guess = await new TestBrowser(withDemo).visit();
    const login = await guess.send('POST', '/v1/auth/login', { email: 'demo@example.org', password: '-' });
    expect(codeOf(login)).toBe('LOGIN_FAILED');
  });
});
