import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { buildApi } from '../../src/buildApi.ts';
import { type Foundation, layFoundation } from '../../src/composition.ts';
import { readConfig } from '../../src/config/env.ts';
import type { RateLimits } from '../../src/lib/http/rateClasses.ts';
import { cleanUp } from './cleanUp.ts';
import type { TestDatabase } from './testDatabase.ts';

/** A clock that stands still until the test moves it. */
export class TestClock {
  private time: number;

  constructor(start = Date.now()) {
    this.time = start;
  }

  now(): Date {
    return new Date(this.time);
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

export interface TestApi {
  app: FastifyInstance;
  foundation: Foundation;
}

export interface TestApiOptions {
  variables?: Record<string, string>;
  clock?: TestClock;
  rateLimits?: RateLimits;
}

/** The real api on the test's database, without a port; closed after the test or file that asks for it. */
export async function createTestApi(
  database: Pick<TestDatabase, 'appUrl'>,
  options: TestApiOptions = {},
): Promise<TestApi> {
  const dataDir = await mkdtemp(join(tmpdir(), 'twin-api-'));
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    DATA_DIR: dataDir,
    APP_SECRET: 'a secret of tests, long enough to pass',
    MASTER_KEYS: 'YSBtYXN0ZXIga2V5IG9mIHRlc3RzLCAzMiBieXRlcyE',
    LOG_LEVEL: 'silent',
    REGISTRATION: 'open',
    ...options.variables,
  });
  const laid = await layFoundation(config, 'api', { databasePool: 4, queuePool: 2 });
  const foundation = options.clock ? { ...laid, clock: options.clock } : laid;
  const api = await buildApi(foundation, {
    version: 'test',
    ...(options.rateLimits ? { rateLimits: options.rateLimits } : {}),
  });
  cleanUp(async () => {
    await api.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return { app: api.app, foundation };
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Speaks to the api as a browser does: keeps cookies, and sends the CSRF cookie back as a header. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  private readonly app: FastifyInstance;
  private readonly address: string;

  constructor(app: FastifyInstance, address = '127.0.0.1') {
    this.app = app;
    this.address = address;
  }

  async send(
    method: Method,
    url: string,
    body?: object,
    more: InjectOptions = {},
  ): Promise<LightMyRequestResponse> {
    const csrf = this.cookies.get('twin_csrf');
    const { headers, ...options } = more;
    const answer = await this.app.inject({
      method,
      url,
      remoteAddress: this.address,
      ...(body === undefined ? {} : { payload: body }),
      ...options,
      headers: withoutUndefined({
        host: 'localhost',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(method === 'GET' || csrf === undefined ? {} : { 'x-csrf-token': csrf }),
        ...headers,
      }),
    });
    for (const { name, value, maxAge, expires } of answer.cookies) {
      const isGone = maxAge === 0 || (expires !== undefined && expires.getTime() <= 0);
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Opens the first page, which brings the CSRF cookie. */
  async visit(): Promise<this> {
    await this.send('GET', '/v1/auth/session');
    return this;
  }
}

/** A test leaves a header out by naming it undefined. */
function withoutUndefined<T extends object>(headers: T): T {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as T;
}

/** The code of an answer that is an error. */
export function codeOf(answer: { json(): unknown }): string {
  return (answer.json() as { error: { code: string } }).error.code;
}

export const PASSWORD = 'correct horse battery staple';

/** A browser in which a new person has registered. */
export async function registeredBrowser(app: FastifyInstance, email: string): Promise<TestBrowser> {
  const browser = await new TestBrowser(app).visit();
  const answer = await browser.send('POST', '/v1/auth/register', { email, password: PASSWORD });
  if (answer.statusCode !== 201) throw new Error(`registration failed: ${answer.body}`);
  return browser;
}
