import { AppError } from '@twin/shared/errors/AppError';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../src/buildApi.ts';
import { buildHouse } from '../src/composition.ts';
import { ConfigError, readConfig } from '../src/config/env.ts';
import { createLogger } from '../src/lib/telemetry/logger.ts';
import { cleanUp } from './support/cleanUp.ts';
import { multipart } from './support/multipart.ts';
import { createTestApi, registeredBrowser, TestBrowser } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const database = await createTestDatabase();
const { app, foundation } = await createTestApi(database);

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
  it('tell of each answer by request and by a hash of the person, never who it is or what they trade', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLogger('api', 'info', { write: (line) => void lines.push(JSON.parse(line)) });
    const noted = await buildApi({ ...foundation, log }, { version: 'test' });
    cleanUp(() => noted.app.close());
    const browser = await registeredBrowser(noted.app, 'logged@example.org');
    const session = await browser.send('GET', '/v1/auth/session');
    const file =
      'ext_id,ts,symbol,side,qty,price,fee,fee_asset\na,2024-05-01T10:00:00Z,AAA-USD,buy,1,60123.45,0,USD';
    await browser.send('POST', '/v1/imports', undefined, multipart(file, {}));
    await browser.send('GET', '/v1/trades?symbol=AAA-USD');
    const answers = lines.filter(({ msg }) => msg === 'answered').slice(-2);
    const fields = {
      reqId: expect.stringMatching(/^[\w-]{16}$/),
      user: expect.stringMatching(/^[\w-]{16}$/),
    };
    expect(answers).toEqual([
      expect.objectContaining({ ...fields, method: 'POST', route: '/v1/imports', status: 202 }),
      expect.objectContaining({ ...fields, method: 'GET', route: '/v1/trades', status: 200 }),
    ]);
    expect(new Set(answers.map(({ user }) => user)).size).toBe(1);
    const { user } = session.json<{ user: { id: string } }>();
    const text = JSON.stringify(lines);
    for (const told of [user.id, 'logged@example.org', '60123', 'AAA-USD']) expect(text).not.toContain(told);
  });

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
      readConfig({
        ...{ DATABASE_URL: 'mysql://x', APP_SECRET: 'short', PORT: '99999', DATA_DIR: '' },
        BROKERS_CCXT: 'kraken,nobody',
      });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/DATABASE_URL is wrong: must look like postgresql/);
    expect(read).toThrow(/DATA_DIR is not set: name a folder/);
    expect(read).toThrow(/PORT is wrong/);
    expect(read).toThrow(/BROKERS_CCXT is wrong: .*kraken/);
    expect(read).toThrow(/APP_SECRET is wrong: must hold at least 32 characters/);
    const keyed = (MASTER_KEYS?: string) => () =>
      readConfig({
        DATABASE_URL: 'postgresql://h/d',
        DATA_DIR: '/data',
        APP_SECRET: 'x'.repeat(32),
        ...(MASTER_KEYS !== undefined && { MASTER_KEYS }),
      });
    expect(keyed()).toThrow(/MASTER_KEYS is not set: give 32 random bytes/);
    expect(keyed('c2hvcnQ=')).toThrow(/MASTER_KEYS is wrong: must be 32 random bytes a line/);
    expect(keyed(`${'A'.repeat(43)}\n${'B'.repeat(43)}\n`)().kms).toMatchObject({ kind: 'local' });
    expect(() => readConfig({ APP_SECRET_FILE: '/no/such/file' })).toThrow(/APP_SECRET_FILE cannot be read/);
  });
});

describe('an address outside in the configuration', () => {
  const read = (given: Record<string, string>) => () =>
    readConfig({
      DATABASE_URL: 'postgresql://h/d',
      DATA_DIR: '/data',
      APP_SECRET: 'x'.repeat(32),
      MASTER_KEYS: 'A'.repeat(43),
      ...given,
    });

  it.each(['COINBASE_API_URL', 'COINBASE_LOGIN_URL', 'BINANCE_API_URL', 'PASSWORD_RANGE_URL'])(
    'needs TLS, and holds no user, query or fragment: %s',
    (name) => {
      for (const address of [
        'http://api.example.org',
        'http://169.254.169.254/latest',
        'http://localhost.example.org',
        'file:///etc/passwd',
        'https://user:word@api.example.org',
        'https://api.example.org/?to=inside',
        'https://api.example.org/#x',
      ])
        expect(read({ [name]: address }), address).toThrow(new RegExp(`${name} is wrong: must be an https`));
      for (const address of ['https://api.example.org/v1', 'http://127.0.0.1:8080', 'http://[::1]:8080/x'])
        expect(read({ [name]: address }), address).not.toThrow();
    },
  );
});
