import { createHash } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { Prisma } from '../src/generated/client.ts';
import { openDatabase, type Transaction } from '../src/lib/db.ts';
import { encodeCursor } from '../src/lib/keyset.ts';
import { newUlid } from '../src/lib/ulid.ts';
import type { TradeFilter } from '../src/modules/trades/TradeRepo.ts';
import { bindRepos, type Repos } from '../src/repos.ts';
import { createPerson } from './support/people.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();

/** People by the size of their account; the statistics of all are in one table, as in life. */
const SIZES = [1_000, 10_000, 1_000_000];
const personOf = (size: number) => `p${size}`;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** What a query did, from EXPLAIN ANALYZE. */
interface Work {
  /** How tables were read, those with rows: `Index Scan Trade`. */
  scans: string[];
  /** Rows read from tables and indexes, those thrown away included. */
  rowsRead: number;
  /** Rows that went into sorts. */
  rowsSorted: number;
}

beforeAll(async () => {
  for (const size of SIZES) await createAccount(personOf(size), size);
  await query(database.ownerUrl, 'ANALYZE');
}, 300_000);

/** Fills over five symbols and two accounts, one per minute; every hundredth begins a tagged decision. */
async function createAccount(id: string, size: number): Promise<void> {
  await createPerson(database, id);
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  // The rows below fit together by construction; looking up each foreign key would double the time.
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO "TradingAccount" (id, "userId", key, name) VALUES ($1 || '-second', $1, 'second', 'Second')`,
    [id],
  );
  await client.query(
    `INSERT INTO "Trade" (id, "userId", account, broker, "extId", symbol, side, qty, price, ts, "decisionId")
     SELECT md5($1 || n), $1, CASE n % 50 WHEN 0 THEN 'second' ELSE 'main' END, 'kraken', 'main:' || n,
       (ARRAY['BTC-USD', 'ETH-USD', 'SOL-USD', 'ADA-USD', 'XRP-USD'])[1 + n % 5], 'buy', 1, 100,
       timestamptz '2020-01-01 00:00Z' + n * interval '1 minute', md5($1 || n - n % 3)
     FROM generate_series(0, $2::int - 1) AS n`,
    [id, size],
  );
  await client.query(
    `INSERT INTO "BiasTag" (id, "userId", "tradeId", label, confidence, features, ts, "engineVersion", "modelVersion")
     SELECT 'tag' || t.id, $1, t.id, 'revenge_trade', 0.7, '{}', t.ts, '1', '1'
     FROM generate_series(0, $2::int - 1, 300) AS n JOIN "Trade" t ON t.id = md5($1 || n)`,
    [id, size],
  );
  await client.query(
    `INSERT INTO "EventOutbox" (id, "userId", type, ts, payload)
     SELECT e.id, $1, 'account.updated', to_timestamp(($3::float8 + n - 1) / 1000), '{}'
     FROM unnest($2::text[]) WITH ORDINALITY AS e (id, n)`,
    [id, Array.from({ length: Math.min(size, 20_000) }, (_, n) => eventId(size, n)), EVENT_MS],
  );
  await client.end();
}

/** Events of now, so that they lie in the partitions of this month; one per millisecond. */
const EVENT_MS = Date.now();
function eventId(size: number, number: number): string {
  const time = newUlid(EVENT_MS + number).slice(0, 10);
  return `${time}${String(size).padStart(16, '0')}`;
}

/** The transaction with every raw query explained before it is run. */
function explaining(transaction: Transaction, plans: Plan[]): Transaction {
  const $queryRaw = async (strings: TemplateStringsArray, ...values: unknown[]) => {
    const sql = Prisma.sql(strings, ...values);
    const rows = await transaction.$queryRaw<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
      Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    );
    for (const { Plan: plan } of rows[0]?.['QUERY PLAN'] ?? []) plans.push(plan);
    return transaction.$queryRaw(sql);
  };
  return new Proxy(transaction, {
    get: (target, key) => (key === '$queryRaw' ? $queryRaw : Reflect.get(target, key)),
  });
}

/** Does the reading as the app role, bound to the owner of an account of this size. */
async function workOf<T>(
  size: number,
  read: (repos: Repos, userId: string) => Promise<T>,
): Promise<{ work: Work; answer: T }> {
  const plans: Plan[] = [];
  const explained = openDatabase({ url: database.appUrl, poolSize: 1 }, (transaction, afterCommit) =>
    bindRepos(explaining(transaction, plans), afterCommit),
  );
  try {
    const userId = personOf(size);
    const answer = await explained.forUser(userId, (repos) => read(repos, userId), { timeoutMs: 60_000 });
    return { work: sumOf(plans), answer };
  } finally {
    await explained.close();
  }
}

function sumOf(plans: readonly Plan[]): Work {
  const work: Work = { scans: [], rowsRead: 0, rowsSorted: 0 };
  const visit = (plan: Plan) => {
    const loops = plan['Actual Loops'];
    const children = plan.Plans ?? [];
    const rows = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * loops;
    if (plan['Node Type'].includes('Scan') && rows > 0) {
      work.scans.push(`${plan['Node Type']} ${plan['Relation Name'] ?? ''}`);
      work.rowsRead += rows;
    }
    if (plan['Node Type'].includes('Sort')) {
      work.rowsSorted += children.reduce(
        (sum, child) => sum + child['Actual Rows'] * child['Actual Loops'],
        0,
      );
    }
    children.forEach(visit);
  };
  plans.forEach(visit);
  return work;
}

/** The cursor in the middle of the account. */
function middleOf(size: number): string {
  const ts = new Date(Date.UTC(2020, 0, 1) + Math.floor(size / 2) * 60_000);
  return encodeCursor({ ts, id: 'zzz' });
}

const PAGE = 100;

interface Reading {
  name: string;
  read: (repos: Repos, userId: string, size: number) => Promise<unknown[]>;
  /** How many rows it answers at every size, and may read for that. */
  rows: number;
  mayRead: number;
}

/** Newest trades first, from a cursor on when given. */
function listing(
  name: string,
  filter: TradeFilter,
  rows: number,
  cursor?: (size: number) => string,
): Reading {
  return {
    name,
    read: async ({ trades }, userId, size) => (await trades.list(userId, filter, cursor?.(size), PAGE)).items,
    rows,
    mayRead: 3 * PAGE,
  };
}

/** As createAccount makes it: md5 of person and number. */
function tradeId(userId: string, number: number): string {
  return createHash('md5').update(`${userId}${number}`).digest('hex');
}

const HOUR = { since: new Date('2020-01-01T02:00Z'), until: new Date('2020-01-01T03:00Z') };

const READINGS: Reading[] = [
  listing('the newest trades', {}, PAGE),
  listing('trades from the middle on', {}, PAGE, middleOf),
  listing('trades of a symbol', { symbol: 'ADA-USD' }, PAGE),
  listing('trades of a small account', { account: 'second', until: new Date('2020-01-01T16:00Z') }, 20),
  listing('trades of a span of time', HOUR, 60),
  {
    name: 'the fills of a decision',
    read: ({ trades }, userId) => trades.listByDecision(userId, tradeId(userId, 300)),
    rows: 3,
    mayRead: 10,
  },
  {
    name: 'the next fills of the ledger',
    read: ({ trades }, userId) =>
      trades.pageFills(userId, { after: { ts: Date.UTC(2020, 0, 1, 5), seq: 0, id: 'zzz' } }, PAGE),
    rows: PAGE,
    mayRead: 3 * PAGE,
  },
  {
    name: 'the events after one',
    read: ({ outbox }, userId, size) => outbox.listSince(userId, eventId(size, 500), PAGE),
    rows: PAGE,
    mayRead: 3 * PAGE,
  },
];

describe('the work of a reading does not grow with the account', () => {
  for (const { name, read, rows, mayRead } of READINGS) {
    for (const size of SIZES) {
      it(`${name}, ${size} trades`, async () => {
        const { work, answer } = await workOf(size, (repos, userId) => read(repos, userId, size));
        expect(answer).toHaveLength(rows);
        expect(work.scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
        expect(work.scans.some((scan) => scan.startsWith('Index'))).toBe(true);
        expect(work.rowsRead).toBeLessThanOrEqual(mayRead);
        expect(work.rowsSorted).toBeLessThanOrEqual(mayRead);
      });
    }
  }

  it('trades of a label cost the tags of that label at most, not the trades', async () => {
    for (const size of SIZES) {
      const label = { name: 'revenge_trade', minConfidence: 0.6 };
      const { work } = await workOf(size, ({ trades }, userId) =>
        trades.list(userId, { label }, undefined, PAGE),
      );
      expect(work.scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
      expect(work.rowsRead).toBeLessThanOrEqual(Math.max(size / 20, 5 * PAGE));
    }
  });
});
