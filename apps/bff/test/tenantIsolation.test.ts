import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createReader } from '../src/lib/reader.ts';
import { SessionLookupRepo } from '../src/modules/auth/SessionLookupRepo.ts';
import { createPerson, tradeOf } from './support/people.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();

/** Tables without rows of persons; a new table is either here with a reason or behind a policy. */
const WITHOUT_PERSONS = [
  '_prisma_migrations', // names of migrations
  'Erasure', // counts without ids
  'CacheEntry', // working memory, keyed by hashes
  'RateLimit', // counters, keyed by hashes
];

interface Table {
  name: string;
  isProtected: boolean;
  isForced: boolean;
  personColumn: string | null;
  policies: number;
  isPartition: boolean;
}

const tables = await query<Table & pg.QueryResultRow>(
  database.ownerUrl,
  `SELECT c.relname AS name, c.relrowsecurity AS "isProtected", c.relforcerowsecurity AS "isForced",
     c.relispartition AS "isPartition",
     (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid
       AND a.attname = CASE c.relname WHEN 'User' THEN 'id' ELSE 'userId' END) AS "personColumn",
     (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'person' AND p.polroles = '{0}')
       AS policies
   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1`,
);
const tenantTables = tables.filter((table) => !WITHOUT_PERSONS.includes(table.name));

/** Runs the work as the app role, bound to the person (null: to none), and rolls back. */
async function asApp<T>(userId: string | null, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (userId !== null) await client.query(`SELECT set_config('app.user_id', $1, true)`, [userId]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function countAs(userId: string | null, table: string): Promise<number> {
  return asApp(userId, async (client) => {
    const { rows } = await client.query(`SELECT count(*)::int AS n FROM "${table}"`);
    return rows[0].n;
  });
}

/** One row in every tenant table. */
async function fill(userId: string): Promise<void> {
  await createPerson(database, userId);
  const trade = tradeOf(userId, 1);
  await database.forUser(userId, async (repos) => {
    await repos.trades.upsertMany(userId, [trade]);
    const entry = await repos.imports.insert(userId, { source: 'file', account: 'main' });
    await repos.imports.linkTrades(userId, entry.id, [{ tradeId: trade.id, line: 2 }]);
    const transfer = {
      id: `${userId}-Transfer`,
      account: 'main',
      broker: 'kraken',
      extId: 'x',
      asset: 'BTC',
    };
    await repos.transfers.insertMany(userId, [{ ...transfer, amount: '1', ts: '2026-01-01' }]);
    await repos.outbox.append(userId, 'account.updated', { dataVersion: 1 });
    await repos.audit.append(userId, 'auth.login');
    await repos.candles.ensureSeries(userId, { symbol: 'BTC-USD', granularityMs: 3_600_000, source: 'file' });
  });
  const done = new Set([
    'User',
    'TradingAccount',
    'Trade',
    'Import',
    'ImportTrade',
    'Transfer',
    'EventOutbox',
    'Audit',
    'CandleSeries',
  ]);
  for (const table of tenantTables) {
    if (!done.has(table.name) && !table.isPartition) await insertOne(table.name, userId, trade.id);
  }
}

/** A row with the least that the table takes, made from the catalog, so that a new table needs no new line here. */
async function insertOne(table: string, userId: string, tradeId: string): Promise<void> {
  const columns = await query<{ name: string; type: string }>(
    database.ownerUrl,
    `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
     WHERE table_name = $1 AND table_schema = 'public' AND is_nullable = 'NO'
       AND (column_default IS NULL OR column_name = 'id')`,
    [table],
  );
  const idOf = async (owner: string) =>
    (await query(database.ownerUrl, `SELECT id FROM "${owner}" WHERE "userId" = $1`, [userId]))[0]?.['id'];
  const special: Record<string, unknown> = {
    userId,
    tradeId,
    seriesId: await idOf('CandleSeries'),
    importId: await idOf('Import'),
    fundingId: await idOf('Funding'),
    transferId: await idOf('Transfer'),
    instrument: 'linear',
    account: 'main',
    ruleId: await idOf('Rule'),
    verdict: 'agree',
    role: 'coach',
    periodEnd: '2026-02-01',
  };
  const byType: Record<string, unknown> = {
    text: `${userId}-${table}`,
    bytea: Buffer.from(`${userId}-${table}`),
    timestamptz: '2026-01-01',
    date: '2026-01-01',
    jsonb: '{}',
  };
  const values = columns.map(({ name, type }) => special[name] ?? byType[type] ?? 1);
  const names = columns.map(({ name }) => `"${name}"`);
  const places = columns.map((_, index) => `$${index + 1}`);
  await query(database.ownerUrl, `INSERT INTO "${table}" (${names}) VALUES (${places})`, values);
}

beforeAll(async () => {
  await fill('ann');
  await fill('ben');
});

describe('row-level security', () => {
  it('is enabled, forced and keyed by the person on every table that is not named as free of persons', () => {
    expect(tenantTables.length).toBeGreaterThan(25);
    for (const table of tenantTables) {
      expect(table, table.name).toMatchObject({
        isProtected: true,
        isForced: true,
        policies: 1,
        personColumn: table.name === 'User' ? 'id' : 'userId',
      });
    }
  });

  it('shows the app role nothing while no person is set, and nothing for a person that does not exist', async () => {
    for (const table of tenantTables.filter(({ isPartition }) => !isPartition)) {
      expect(await countAs(null, table.name), table.name).toBe(0);
      expect(await countAs('', table.name), table.name).toBe(0);
      expect(await countAs('nobody', table.name), table.name).toBe(0);
    }
  });

  it('shows each person their own row of every table and nobody else’s', async () => {
    for (const table of tenantTables.filter(({ isPartition }) => !isPartition)) {
      const [all] = await query(database.ownerUrl, `SELECT count(*)::int AS n FROM "${table.name}"`);
      expect(all?.['n'], table.name).toBe(2);
      expect(await countAs('ann', table.name), table.name).toBe(1);
      expect(await countAs('ben', table.name), table.name).toBe(1);
    }
  });

  it('refuses to write, move or touch a row of another person', async () => {
    await expect(
      asApp('ann', (client) =>
        client.query(`INSERT INTO "Rule" (id, "userId", kind, params) VALUES ('r', 'ben', 'k', '{}')`),
      ),
    ).rejects.toThrow('row-level security');
    await expect(
      asApp('ann', (client) => client.query(`UPDATE "Rule" SET "userId" = 'ben'`)),
    ).rejects.toThrow('row-level security');
    const touched = await asApp('ann', (client) =>
      client.query(`DELETE FROM "Trade" WHERE "userId" = 'ben'`),
    );
    expect(touched.rowCount).toBe(0);
  });

  it('leaves no person behind on the pooled connection after a transaction', async () => {
    for (let n = 0; n < 10; n += 1) await database.forUser('ann', ({ trades }) => trades.count('ann'));
    expect(await database.withoutUser.trades.count('ann')).toBe(0);
  });

  it('holds the audit trail: it is added to and read, never changed or removed', async () => {
    for (const statement of [
      'UPDATE "Audit" SET action = $$x$$',
      'DELETE FROM "Audit"',
      'TRUNCATE "Audit"',
    ]) {
      await expect(asApp('ann', (client) => client.query(statement))).rejects.toThrow('permission denied');
    }
  });
});

describe('the functions of the owner', () => {
  it('are SECURITY DEFINER with a fixed search path, and closed to everyone but the app role', async () => {
    const functions = await query(
      database.ownerUrl,
      `SELECT p.proname, p.prosecdef, p.proconfig, has_function_privilege('twin_app', p.oid, 'EXECUTE') AS "isOpen",
         coalesce(p.proacl::text, '=X') ~ '[{,]=X' AS "isPublic"
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' ORDER BY 1`,
    );
    expect(functions.length).toBeGreaterThan(10);
    for (const row of functions) {
      expect(row['isPublic'], row['proname']).toBe(false);
      expect(row['isOpen'], row['proname']).toBe(row['prosecdef']);
      if (row['prosecdef'])
        expect(row['proconfig']?.join(), row['proname']).toMatch(/^search_path=public, pg_temp/);
    }
  });

  it('find a person by e-mail in any letter case and a session by its token hash, before a person is known', async () => {
    const { users } = database.withoutUser;
    const reader = createReader(database.appUrl, 1);
    onTestFinished(() => reader.close());
    const sessions = new SessionLookupRepo(reader);
    expect(await users.findByEmail('ANN@example.org')).toMatchObject({ id: 'ann', passwordHash: '-' });
    expect(await users.findByEmail('ann')).toBeNull();
    const found = await sessions.findByTokenHash(new Uint8Array(Buffer.from('ben-Session')));
    expect(found?.user).toMatchObject({ id: 'ben', email: 'ben@example.org', isDemo: false });
    expect(await sessions.findByTokenHash(new Uint8Array(32))).toBeNull();
    expect(await users.hasRegistered()).toBe(true);
    expect(await users.findDemo()).toBeNull();
  });

  it('list the waiting work of all people by id only', async () => {
    const due = await database.withoutUser.dueWork.list(new Date(0), 100);
    expect(
      due
        .filter(({ kind }) => kind === 'import')
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual(['ann', 'ben']);
    expect(due.filter(({ kind }) => kind === 'simulation')).toHaveLength(2);
  });

  it('delete a person only from a transaction bound to that person, and then entirely', async () => {
    await expect(database.forUser('ann', ({ users }) => users.delete('ben'))).rejects.toThrow('not bound');
    await expect(database.withoutUser.users.delete('ben')).rejects.toThrow('not bound');
    await database.forUser('ben', ({ users }) => users.delete('ben'));
    for (const table of tenantTables) {
      const column = table.name === 'User' ? 'id' : '"userId"';
      const left = await query(database.ownerUrl, `SELECT FROM "${table.name}" WHERE ${column} = 'ben'`);
      expect(left, table.name).toEqual([]);
    }
    const erasures = await query(database.ownerUrl, `SELECT "auditRows" FROM "Erasure"`);
    expect(erasures).toEqual([{ auditRows: 1 }]);
  });
});
