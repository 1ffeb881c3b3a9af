import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@twin/shared/errors/AppError';
import { afterAll, describe, expect, it } from 'vitest';
import { buildHouse } from '../src/composition.ts';
import { ConfigError, readConfig } from '../src/config/env.ts';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { createTestApi, PASSWORD, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const INLINE = "self.__next_f.push([1,'a'])";
const web = await mkdtemp(join(tmpdir(), 'twin-web-'));
await mkdir(join(web, '_next/static'), { recursive: true });
await writeFile(
  join(web, 'index.html'),
  `<!doctype html><script src="/_next/static/a1.js"></script><script>${INLINE}</script>`,
);
await writeFile(join(web, 'trades.html'), '<!doctype html><title>Trades</title>');
await writeFile(join(web, '404.html'), '<!doctype html><title>Nothing here</title>');
await writeFile(join(web, '_next/static/a1.js'), `// ${'x'.repeat(4_000)}`);
afterAll(() => rm(web, { recursive: true, force: true }));

const database = await createTestDatabase();
const { app, foundation } = await createTestApi(database, { variables: { WEB_DIR: web } });

const codeOf = (answer: { json(): unknown }): string =>
  (answer.json() as { error: { code: string } }).error.code;

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
    expect(session?.domain).toBeUndefined();
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

describe('headers and pages', () => {
  it('every answer carries the security headers', async () => {
    for (const path of ['/', '/v1/auth/options', '/v1/nothing', '/healthz', '/_next/static/a1.js']) {
      const { headers } = await new TestBrowser(app).send('GET', path);
      expect(headers, path).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  it('a page may run its own files and exactly its own inline scripts', async () => {
    const hash = createHash('sha256').update(INLINE).digest('base64');
    const policyOf = async (path: string) =>
      String((await new TestBrowser(app).send('GET', path)).headers['content-security-policy']);
    expect(await policyOf('/')).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(await policyOf('/trades')).toContain("script-src 'self';");
    for (const path of ['/', '/trades']) {
      expect(await policyOf(path)).toContain("style-src 'self';");
      expect(await policyOf(path)).not.toMatch(/unsafe|\*/);
    }
  });

  it('hashed files are cached for good, pages are asked for again, and text goes zipped', async () => {
    const browser = new TestBrowser(app);
    const asset = await browser.send('GET', '/_next/static/a1.js', undefined, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    });
    expect(asset.headers['set-cookie']).toBeUndefined();
    const page = await browser.send('GET', '/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await browser.send('GET', '/', undefined, {
      headers: { 'if-none-match': String(page.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });

  it('serves nothing outside the exported folder and its own page for what is not there', async () => {
    const browser = new TestBrowser(app);
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fetc%2fpasswd', '/nothing']) {
      const answer = await browser.send('GET', path);
      expect([path, answer.statusCode]).toEqual([path, 404]);
      expect(answer.body).not.toMatch(/root:|"name"/);
    }
    expect((await browser.send('GET', '/nothing')).body).toContain('Nothing here');
    expect(codeOf(await browser.send('GET', '/v1/nothing'))).toBe('NOT_FOUND');
  });

  it('answers of the API are stored by nobody', async () => {
    const answer = await new TestBrowser(app).send('GET', '/v1/auth/options');
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

describe('operations', () => {
  it('says that it lives and that it is ready', async () => {
    expect((await new TestBrowser(app).send('GET', '/healthz')).json()).toEqual({ status: 'ok' });
    expect((await new TestBrowser(app).send('GET', '/readyz')).json()).toEqual({ status: 'ready' });
  });

  it('shows metrics to this machine or to who has the token, to nobody else', async () => {
    const local = await new TestBrowser(app).send('GET', '/metrics');
    expect(local.body).toContain('twin_http_request_duration_seconds_bucket');
    expect((await new TestBrowser(app, '10.0.0.9').send('GET', '/metrics')).statusCode).toBe(404);
    const token = 'a token for metrics that is long enough';
    const { app: guarded } = await createTestApi(database, { variables: { METRICS_TOKEN: token } });
    const ask = async (authorization?: string) =>
      (
        await new TestBrowser(guarded, '10.0.0.9').send('GET', '/metrics', undefined, {
          headers: { authorization },
        })
      ).statusCode;
    expect([await ask(), await ask('Bearer wrong'), await ask(`Bearer ${token}`)]).toEqual([404, 404, 200]);
  });

  it('describes every route with its schemas', async () => {
    const api = (await new TestBrowser(app).send('GET', '/openapi.json')).json() as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object; security: object[] }>>;
    };
    expect(api.openapi).toBe('3.1.0');
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const mounted = buildHouse(foundation).routes.map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(mounted.sort());
    expect(described.length).toBeGreaterThan(10);
    for (const route of described) {
      const [method, url] = route.split(' ');
      expect(app.hasRoute({ method: method as 'GET', url: url ?? '' }), route).toBe(true);
    }
    expect(api.paths['/v1/settings']?.['patch']?.security).toEqual([{ session: [], csrf: [] }]);
  });
});

describe('logs', () => {
  it('hold neither secrets nor what was sent, not even from inside an error', () => {
    const lines: string[] = [];
    const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    const cause = Object.assign(new Error('query(price: 60123.45)\n\nArgument `qty` is missing.'), {
      name: 'PrismaClientValidationError',
      parameters: ['60123.45'],
    });
    log.info({ password: 'hunter2', headers: { cookie: 'twin_session=abc' }, token: 't0ken' }, 'careless');
    log.error({ err: new AppError('INTERNAL', { cause }) }, 'failed');
    const text = lines.join('');
    expect(text).not.toMatch(/hunter2|twin_session|t0ken|60123/);
    expect(text).toContain('Argument `qty` is missing.');
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'error', err: { code: 'INTERNAL' } });
  });
});

describe('configuration', () => {
  it('names every wrong variable and its fix', () => {
    const read = () =>
      readConfig({ DATABASE_URL: 'mysql://x', APP_SECRET: 'short', PORT: '99999', DATA_DIR: '' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/DATABASE_URL is wrong: must look like postgresql/);
    expect(read).toThrow(/DATA_DIR is not set: name a folder/);
    expect(read).toThrow(/PORT is wrong/);
    expect(read).toThrow(/APP_SECRET is wrong: must hold at least 32 characters/);
    expect(() => readConfig({ APP_SECRET_FILE: '/no/such/file' })).toThrow(/APP_SECRET_FILE cannot be read/);
  });
});
