import { describe, expect, it } from 'vitest';
import { codeOf, createTestApi, PASSWORD, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const database = await createTestDatabase();
const { app } = await createTestApi(database);

describe('cookies', () => {
  it('on http: the session is HttpOnly and Lax, the CSRF token readable', async () => {
    const browser = await new TestBrowser(app).visit();
    const answer = await browser.send('POST', '/v1/auth/register', {
      email: 'cookies@example.org',
      password: PASSWORD,
    });
    const session = answer.cookies.find(({ name }) => name === 'twin_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(session?.secure).toBeUndefined();
    expect(session).not.toHaveProperty('domain');
    const csrf = answer.cookies.find(({ name }) => name === 'twin_csrf');
    expect(csrf?.httpOnly).toBeUndefined();
  });

  it('on https: Secure, with the __Host- prefix, and HSTS is sent', async () => {
    const { app: https } = await createTestApi(database, {
      variables: { PUBLIC_URL: 'https://twin.example.org' },
    });
    const browser = await new TestBrowser(https).visit();
    const answer = await browser.send(
      'POST',
      '/v1/auth/register',
      { email: 'secure@example.org', password: PASSWORD },
      { headers: { origin: 'https://twin.example.org' } },
    );
    expect(answer.statusCode).toBe(201);
    const session = answer.cookies.find(({ name }) => name === '__Host-twin_session');
    expect(session).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
    expect((await browser.send('GET', '/v1/auth/session')).statusCode).toBe(200);
  });

  it('any GET brings the CSRF token, also a 401 and a page, and keeps one that fits', async () => {
    for (const path of ['/v1/auth/session', '/', '/healthz']) {
      const browser = new TestBrowser(app);
      await browser.send('GET', path);
      const first = browser.cookies.get('twin_csrf');
      expect(first, path).toBeDefined();
      await browser.send('GET', path);
      expect(browser.cookies.get('twin_csrf')).toBe(first);
    }
  });
});

describe('CSRF', () => {
  it('refuses a missing, a wrong and another session’s token, and an old one from before sign-in', async () => {
    const browser = new TestBrowser(app);
    await browser.visit();
    const anonymous = browser.cookies.get('twin_csrf') ?? '';
    await browser.send('POST', '/v1/auth/register', { email: 'csrf@example.org', password: PASSWORD });
    const other = await registeredBrowser(app, 'csrf-other@example.org');
    const own = browser.cookies.get('twin_csrf') ?? '';
    const theirs = other.cookies.get('twin_csrf') ?? '';
    const patch = async (cookie: string | null, header: string | null) => {
      if (cookie === null) browser.cookies.delete('twin_csrf');
      else browser.cookies.set('twin_csrf', cookie);
      const headers = { 'x-csrf-token': header ?? undefined };
      const answer = await browser.send('PATCH', '/v1/settings', { theme: 'dark' }, { headers });
      return answer.statusCode === 200 ? 'ok' : codeOf(answer);
    };
    expect(await patch(own, null)).toBe('CSRF_MISMATCH');
    expect(await patch(null, own)).toBe('CSRF_MISMATCH');
    expect(await patch(own, `${own}x`)).toBe('CSRF_MISMATCH');
    expect(await patch(theirs, theirs)).toBe('CSRF_MISMATCH');
    expect(await patch(anonymous, anonymous)).toBe('CSRF_MISMATCH');
    expect(await patch('a.b', 'a.b')).toBe('CSRF_MISMATCH');
    expect(await patch(own, own)).toBe('ok');
  });

  it('protects register and login as well', async () => {
    for (const path of ['/v1/auth/register', '/v1/auth/login', '/v1/auth/logout', '/v1/auth/demo']) {
      const answer = await new TestBrowser(app).send('POST', path, {
        email: 'a@example.org',
        password: PASSWORD,
      });
      expect([path, answer.statusCode, codeOf(answer)]).toEqual([path, 403, 'CSRF_MISMATCH']);
    }
  });

  it('refuses pages of other origins even with the right token', async () => {
    const browser = await registeredBrowser(app, 'origin@example.org');
    const from = async (headers: Record<string, string>) => {
      const answer = await browser.send('PATCH', '/v1/settings', { theme: 'dark' }, { headers });
      return answer.statusCode === 200 ? 'ok' : codeOf(answer);
    };
    expect(await from({ origin: 'http://localhost' })).toBe('ok');
    expect(await from({ origin: 'https://evil.example' })).toBe('ORIGIN_FORBIDDEN');
    expect(await from({ origin: 'null' })).toBe('ORIGIN_FORBIDDEN');
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe('ORIGIN_FORBIDDEN');
  });

  it('refuses foreign host names when only this machine may reach the server', async () => {
    const answer = await new TestBrowser(app).send('GET', '/v1/auth/options', undefined, {
      headers: { host: 'rebound.example' },
    });
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'ORIGIN_FORBIDDEN']);
  });
});

describe('errors', () => {
  it('come in one envelope with the right status, whatever went wrong', async () => {
    const browser = await registeredBrowser(app, 'errors@example.org');
    const json = { 'content-type': 'application/json' };
    const cases = [
      [await browser.send('GET', '/v1/nothing'), 404, 'NOT_FOUND'],
      [
        await browser.send('POST', '/v1/accounts', undefined, { payload: '{', headers: json }),
        400,
        'INVALID_INPUT',
      ],
      [
        await browser.send('POST', '/v1/accounts', undefined, {
          payload: 'a=1',
          headers: { 'content-type': 'text/x' },
        }),
        415,
        'UNSUPPORTED_MEDIA',
      ],
      [
        await browser.send('POST', '/v1/accounts', undefined, {
          payload: JSON.stringify({ name: 'x'.repeat(1_100_000) }),
          headers: json,
        }),
        413,
        'BODY_TOO_LARGE',
      ],
      [
        await browser.send('POST', '/v1/accounts', undefined, {
          payload: '{"__proto__":{"a":1}}',
          headers: json,
        }),
        400,
        'INVALID_INPUT',
      ],
      [await browser.send('POST', '/v1/accounts', { name: 'Main' }), 409, 'ACCOUNT_NAME_TAKEN'],
      [await new TestBrowser(app).send('GET', '/v1/accounts'), 401, 'UNAUTHENTICATED'],
    ] as const;
    for (const [answer, status, code] of cases) {
      expect([answer.statusCode, codeOf(answer)]).toEqual([status, code]);
      const { error } = answer.json() as { error: Record<string, unknown> };
      expect(Object.keys(error).sort()).toEqual(['code', 'fields', 'message', 'requestId']);
      expect(error['requestId']).toBe(answer.headers['x-request-id']);
    }
  });

  it('never tell what failed inside', async () => {
    const own = await createTestDatabase();
    const { app: broken, foundation } = await createTestApi(own);
    await foundation.database.close();
    const url = '/v1/auth/options';
    Object.assign(foundation.database.withoutUser.users, {
      hasRegistered: async () => {
        throw new Error('relation "User" at db.internal:5432 password=hunter2');
      },
    });
    const answer = await new TestBrowser(broken).send('GET', url);
    expect(answer.statusCode).toBe(500);
    expect(codeOf(answer)).toBe('INTERNAL');
    expect(answer.body).not.toMatch(/hunter2|relation|5432/);
    expect((await new TestBrowser(broken).send('GET', '/readyz')).statusCode).toBe(503);
  });

  it('a flood is told to wait', async () => {
    const one = { calls: 3, windowMs: 60_000 };
    const { app: strict } = await createTestApi(database, {
      rateLimits: { read: one, write: one, upload: one, credentials: one },
    });
    const browser = new TestBrowser(strict, '10.9.0.1');
    const statuses: number[] = [];
    let last = await browser.send('GET', '/v1/auth/options');
    for (let call = 0; call < 4; call += 1) {
      last = await browser.send('GET', '/v1/auth/options');
      statuses.push(last.statusCode);
    }
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect((await new TestBrowser(strict, '10.9.0.2').send('GET', '/v1/auth/options')).statusCode).toBe(200);
  });
});
