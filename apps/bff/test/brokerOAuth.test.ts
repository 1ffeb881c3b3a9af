import type { BrokerConnectionList } from '@twin/shared/dto/broker';
import { describe, expect, it } from 'vitest';
import { CoinbaseOAuth } from '../src/adapters/brokers/coinbase/CoinbaseOAuth.ts';
import { openBrokers } from '../src/adapters/brokers/openBrokers.ts';
import { DATA_KEY_DAYS, RETIRED_KEY_DAYS } from '../src/lib/crypto/renewKeys.ts';
import { Secret } from '../src/lib/crypto/Secret.ts';
import { keyVersionOf } from '../src/lib/crypto/tokenSeal.ts';
import { GrantService } from '../src/modules/brokers/GrantService.ts';
import { coinbaseFills, startCoinbase } from './stubs/coinbaseStub.ts';
import { startOAuth } from './stubs/oauthStub.ts';
import { json } from './stubs/venueServer.ts';
import { MemoryCache } from './support/MemoryCache.ts';
import { codeOf, PASSWORD, registeredBrowser, TestBrowser, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';

const ORIGIN = 'http://127.0.0.1:4180';
const CALLBACK = `${ORIGIN}/v1/brokers/coinbase/oauth/callback`;
const database = await createTestDatabase({ poolSize: 12 });
const coinbase = await startCoinbase();
const oauth = await startOAuth(CALLBACK);
const clock = new TestClock();
const refreshes: string[][] = [];
coinbase.scopesOf = (token) => oauth.scopesOf(token);
const venue = { apiUrl: coinbase.url, loginUrl: oauth.loginUrl, client: oauth.client };
const venues = { coinbase: venue, binance: null, ccxt: [], vendor: null };
const house = await createTestHouse(database, {
  brokers: openBrokers(venues, { clock, cache: new MemoryCache() }),
  clock,
});

/** Begins at our side. @returns the address at the venue */
async function begin(browser: TestBrowser): Promise<string> {
  const answer = await browser.send('GET', '/v1/brokers/coinbase/oauth/start');
  expect(answer.statusCode, answer.body).toBe(303);
  return String(answer.headers.location);
}

async function comeBack(browser: TestBrowser, back: URL): Promise<string> {
  const answer = await browser.send('GET', back.pathname + back.search);
  expect(answer.statusCode, answer.body).toBe(303);
  return String(answer.headers.location);
}

async function signIn(who: Person): Promise<string> {
  oauth.granted = null;
  coinbase.fault = null;
  const location = await comeBack(who.browser, await oauth.visit(await begin(who.browser)));
  expect(location).toBe('/settings?broker=coinbase');
  const { items } = await who.get<BrokerConnectionList>('/v1/brokers/connections');
  return items[0]?.id ?? '';
}

async function statusOf(who: Person) {
  const { items } = await who.get<BrokerConnectionList>('/v1/brokers/connections');
  return items[0];
}

async function sync(who: Person, id: string): Promise<void> {
  await who.browser.send('POST', `/v1/brokers/connections/${id}/sync`, {});
  await house.drain();
}

async function countTrades(who: Person): Promise<number> {
  const sql = 'SELECT count(*)::int AS n FROM "Trade" WHERE "userId" = $1';
  const [row] = await query<{ n: number }>(database.adminUrl, sql, [who.id]);
  return row?.n ?? 0;
}

/** The grants as a process of its own holds them: nothing is shared but the database. */
function grantsOfAnotherProcess(): { grants: GrantService; venue: CoinbaseOAuth } {
  const { keyring } = house.foundation;
  return {
    grants: new GrantService({ database, keyring, clock, onRefresh: (...told) => void refreshes.push(told) }),
    venue: new CoinbaseOAuth({
      loginUrl: oauth.loginUrl,
      clientId: oauth.client.id,
      clientSecret: new Secret(oauth.client.secret),
      clock,
    }),
  };
}

describe('signing in at Coinbase', () => {
  it('asks for reading only, with state and PKCE S256, and syncs once the person is back', async () => {
    const who = await registerPerson(house);
    const { searchParams } = new URL(await begin(who.browser));
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('state')?.length).toBeGreaterThanOrEqual(32);
    const scopes = searchParams.get('scope')?.split(' ') ?? [];
    expect(scopes.filter((scope) => !scope.endsWith(':read'))).toEqual(['offline_access']);
    coinbase.fills = coinbaseFills(5);
    await signIn(who);
    await house.drain();
    expect(await statusOf(who)).toMatchObject({ method: 'oauth', status: 'waiting', problem: null });
    expect(await countTrades(who)).toBe(5);
  });

  it('works once, within ten minutes, for the session and the person that began it', async () => {
    const who = await registerPerson(house);
    const gone = '/settings?brokerProblem=BROKER_INTENT_GONE';
    const used = await oauth.visit(await begin(who.browser));
    expect(await comeBack(who.browser, used)).toBe('/settings?broker=coinbase');
    expect(await comeBack(who.browser, used)).toBe(gone);

    const late = await oauth.visit(await begin(who.browser));
    clock.advance(10 * 60_000);
    expect(await comeBack(who.browser, late)).toBe(gone);

    const stolen = await oauth.visit(await begin(who.browser));
    const other = await registeredBrowser(house.app, 'other@example.org');
    expect(await comeBack(other, stolen)).toBe(gone);

    const { user } = await who.get<{ user: { email: string } }>('/v1/auth/session');
    const begun = await oauth.visit(await begin(who.browser));
    const second = await new TestBrowser(house.app).visit();
    await second.send('POST', '/v1/auth/login', { email: user.email, password: PASSWORD });
    expect(await comeBack(second, begun)).toBe(gone);
    // What was tried elsewhere is spent.
    expect(await comeBack(who.browser, begun)).toBe(gone);

    const forged = new URL(CALLBACK);
    forged.search = '?code=x&state=made-up';
    expect(await comeBack(who.browser, forged)).toBe(gone);
  });

  it('is refused when the venue says no, or grants more than reading', async () => {
    const who = await registerPerson(house);
    const state = new URL(await begin(who.browser)).searchParams.get('state') ?? '';
    const denied = new URL(CALLBACK);
    denied.search = new URLSearchParams({ error: 'access_denied', state }).toString();
    expect(await comeBack(who.browser, denied)).toBe('/settings?brokerProblem=BROKER_SIGN_IN_FAILED');
    const back = await oauth.visit(await begin(who.browser));
    coinbase.scopesOf = async () => ['wallet:trades:read', 'wallet:buys:create'];
    expect(await comeBack(who.browser, back)).toBe('/settings?brokerProblem=BROKER_CAN_TRADE');
    coinbase.scopesOf = (token) => oauth.scopesOf(token);
    expect(await statusOf(who)).toBeUndefined();
  });

  it('is not offered without a client of the venue, nor to the demo', async () => {
    const bare = await createTestHouse(database, { variables: { DEMO: 'on' } });
    const who = await registerPerson(bare);
    const answer = await who.browser.send('GET', '/v1/brokers/coinbase/oauth/start');
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'BROKER_NOT_OFFERED']);
  });
});

describe('single-use refresh tokens', () => {
  it('are exchanged exactly once by eight workers that need a new one at the same time', async () => {
    const who = await registerPerson(house);
    const id = await signIn(who);
    clock.advance(3_600_000);
    oauth.tokenCalls = 0;
    const workers = Array.from({ length: 8 }, grantsOfAnotherProcess);
    const renewed = await Promise.all(workers.map(({ grants, venue }) => grants.current(who.id, id, venue)));
    expect([oauth.tokenCalls, ...refreshes]).toEqual([1, ['coinbase', 'done']]);
    expect(new Set(renewed.map(({ grant }) => grant.access.reveal())).size).toBe(1);
    expect(await oauth.scopesOf(renewed[0]?.grant.access.reveal() ?? '')).not.toBeNull();
    // And the pair that was stored can be renewed again.
    clock.advance(3_600_000);
    await sync(who, id);
    expect(await statusOf(who)).toMatchObject({ status: 'waiting', problem: null });
  });

  it('are renewed when the venue ends an access token in the middle of a page, and the page is read again', async () => {
    const who = await registerPerson(house);
    coinbase.fills = coinbaseFills(30);
    coinbase.pageSize = 10;
    // Syncs of people before, whose tokens have ended too.
    house.queue.waiting.length = 0;
    const id = await signIn(who);
    let calls = 0;
    coinbase.fault = ({ url }) => {
      if (!url.pathname.endsWith('/fills')) return null;
      calls += 1;
      return calls === 2 ? json({ errors: [{ id: 'expired_token', message: 'expired' }] }, 401) : null;
    };
    oauth.tokenCalls = 0;
    await house.drain();
    expect(oauth.tokenCalls).toBe(1);
    expect(await countTrades(who)).toBe(30);
    coinbase.pageSize = 1_000;
    await sync(who, id);
    expect(await statusOf(who)).toMatchObject({ status: 'waiting', problem: null });
  });

  it('are not lost when the database fails between the answer and the commit', async () => {
    const who = await registerPerson(house);
    const id = await signIn(who);
    clock.advance(3_600_000);
    oauth.tokenCalls = 0;
    const { grants, venue } = grantsOfAnotherProcess();
    const refresh = venue.refresh.bind(venue);
    // The answer is here; now the connection that holds the transaction dies.
    venue.refresh = async (grant) => {
      const answer = await refresh(grant);
      await query(
        database.adminUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      return answer;
    };
    const { grant, version } = await grants.current(who.id, id, venue);
    expect([oauth.tokenCalls, version]).toEqual([1, 2]);
    expect(await oauth.scopesOf(grant.access.reveal())).not.toBeNull();
    clock.advance(3_600_000);
    await sync(who, id);
    expect(await statusOf(who)).toMatchObject({ status: 'waiting', problem: null });
  });

  it('that are spent lead to a plain question, and signing in again goes on without a loss', async () => {
    const who = await registerPerson(house);
    coinbase.fills = coinbaseFills(4);
    const id = await signIn(who);
    await house.drain();
    // A process died with the answer in its hands: what is stored has been exchanged.
    const { grants, venue } = grantsOfAnotherProcess();
    await venue.refresh((await grants.stored(who.id, id)).grant);
    clock.advance(3_600_000);
    await sync(who, id);
    expect(await statusOf(who)).toMatchObject({
      status: 'blocked',
      problem: { code: 'BROKER_SIGN_IN_AGAIN', message: expect.stringContaining('Connect it again') },
    });
    coinbase.fills = coinbaseFills(6);
    expect(await signIn(who)).toBe(id);
    await house.drain();
    expect(await statusOf(who)).toMatchObject({ status: 'waiting', problem: null });
    expect(await countTrades(who)).toBe(6);
  });

  it('and access tokens are ended at the venue when the person disconnects', async () => {
    const who = await registerPerson(house);
    const id = await signIn(who);
    const { grant } = await grantsOfAnotherProcess().grants.stored(who.id, id);
    expect(await oauth.scopesOf(grant.access.reveal())).not.toBeNull();
    expect((await who.browser.send('DELETE', `/v1/brokers/connections/${id}`)).statusCode).toBe(204);
    expect(await oauth.scopesOf(grant.access.reveal())).toBeNull();
  });
});

describe('a grant', () => {
  const rowsOf = (sql: string, values: unknown[]) => query(database.adminUrl, sql, values);
  const leave = (who: Person) => who.browser.send('POST', '/v1/privacy/delete', { password: PASSWORD });
  const accessOf = async (who: Person, id: string) =>
    (await grantsOfAnotherProcess().grants.stored(who.id, id)).grant.access.reveal();

  it('ends at the venue when the account is deleted', async () => {
    const who = await registerPerson(house);
    const access = await accessOf(who, await signIn(who));
    expect(await oauth.scopesOf(access)).not.toBeNull();
    expect((await leave(who)).json()).toEqual({ endYourself: [] });
    expect(await oauth.scopesOf(access)).toBeNull();
  });

  it('whose venue refuses to end it keeps nobody from leaving, and the person is told', async () => {
    const who = await registerPerson(house);
    const id = await signIn(who);
    oauth.isDown = true;
    const answer = await leave(who);
    oauth.isDown = false;
    expect([answer.statusCode, answer.json()]).toEqual([200, { endYourself: ['Coinbase'] }]);
    expect(await rowsOf('SELECT id FROM "BrokerConnection" WHERE id = $1', [id])).toEqual([]);
    expect(await rowsOf('SELECT id FROM "User" WHERE id = $1', [who.id])).toEqual([]);
  });

  it('is sealed by the new key when a data key has had its days, and works on when the old one is shredded', async () => {
    const who = await registerPerson(house);
    const id = await signIn(who);
    const access = await accessOf(who, id);
    const sealedBy = async () => {
      const [row] = await query<{ accessEnc: Buffer; refreshEnc: Buffer }>(
        database.adminUrl,
        'SELECT "accessEnc", "refreshEnc" FROM "BrokerConnection" WHERE id = $1',
        [id],
      );
      return row && [keyVersionOf(row.accessEnc), keyVersionOf(row.refreshEnc)];
    };
    const renewAfterDays = async (column: 'createdAt' | 'retiredAt', days: number) => {
      const then = new Date(clock.now().getTime() - days * 86_400_000);
      await rowsOf(`UPDATE "DataKey" SET "${column}" = $1 WHERE "userId" = $2 AND version = 1`, [
        then,
        who.id,
      ]);
      await house.queue.enqueue('renewKeys', { v: 1, userId: who.id }, { dedupeKey: `${column}-${who.id}` });
      await house.drain();
    };
    expect(await sealedBy()).toEqual([1, 1]);
    await renewAfterDays('createdAt', DATA_KEY_DAYS + 1);
    expect(await sealedBy()).toEqual([2, 2]);
    await renewAfterDays('retiredAt', RETIRED_KEY_DAYS + 1);
    expect(await rowsOf('SELECT version FROM "DataKey" WHERE "userId" = $1', [who.id])).toEqual([
      { version: 2 },
    ]);
    expect(await accessOf(who, id)).toBe(access);
    await sync(who, id);
    expect(await statusOf(who)).toMatchObject({ status: 'waiting', problem: null });
  });
});
