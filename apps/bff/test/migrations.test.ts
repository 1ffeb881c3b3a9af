import { APP_ROLE, OWNER_ROLE } from '@twin/launcher/databaseRoles';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inSession, migrate, schemaDrift } from '../src/lib/migrate.ts';
import { migrationNames, readMigrations } from '../src/lib/migrationFiles.ts';
import { withSchemaEngine } from '../src/lib/schemaEngine.ts';
import { startProcess } from './support/childProcess.ts';
import { until } from './support/deferred.ts';
import { createTestDatabase, emptyDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
const names = await migrationNames();

describe('migrations', () => {
  it('bring an empty database up, once, and leave what prisma migrate deploy reads', async () => {
    const empty = await emptyDatabase();
    expect(await migrate(empty)).toEqual(await migrationNames());
    expect(await migrate(empty)).toEqual([]);
    const rows = await query(
      empty,
      `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" ORDER BY 1`,
    );
    expect(rows.map((row) => row['migration_name'])).toEqual(await migrationNames());
    expect(rows.every((row) => row['finished_at'] instanceof Date && row['checksum'].length === 64)).toBe(
      true,
    );
  });

  it('say exactly what schema.prisma says', async () => {
    expect(await schemaDrift(database.ownerUrl)).toBe('');
  });

  it('are found to differ when a column, an index or a default differs', async () => {
    const drifted = await emptyDatabase();
    await migrate(drifted);
    await query(drifted, 'ALTER TABLE "Trade" ADD COLUMN surplus text');
    await query(drifted, 'DROP INDEX "Trade_userId_ts_id_idx"');
    await query(drifted, 'ALTER TABLE "Rule" ALTER COLUMN active DROP DEFAULT');
    const drift = await schemaDrift(drifted);
    expect(drift).toContain('DROP COLUMN "surplus"');
    expect(drift).toContain('CREATE INDEX "Trade_userId_ts_id_idx"');
    expect(drift).toContain('SET DEFAULT true');
  });

  it('leave both roles without a way round row-level security', async () => {
    const roles = await query(
      database.ownerUrl,
      `SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN ($1, $2) ORDER BY 1`,
      [APP_ROLE, OWNER_ROLE],
    );
    expect(roles).toEqual([
      { rolname: APP_ROLE, rolsuper: false, rolbypassrls: false },
      { rolname: OWNER_ROLE, rolsuper: false, rolbypassrls: false },
    ]);
  });

  it('give the app role no table of its own and nothing of the migration log', async () => {
    const owned = await query(database.ownerUrl, `SELECT tablename FROM pg_tables WHERE tableowner = $1`, [
      APP_ROLE,
    ]);
    expect(owned).toEqual([]);
    await expect(query(database.appUrl, 'SELECT * FROM "_prisma_migrations"')).rejects.toThrow(
      'permission denied',
    );
    await expect(query(database.appUrl, 'SELECT * FROM "Erasure"')).rejects.toThrow('permission denied');
    await expect(query(database.appUrl, 'CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
  });

  it('leave nothing of one that fails in the middle, and apply it when the cause is gone', async () => {
    const interrupted = await emptyDatabase();
    const obstacle = 'find_demo_user()';
    await query(interrupted, `CREATE FUNCTION ${obstacle} RETURNS text LANGUAGE sql AS 'SELECT NULL'`);
    await expect(migrate(interrupted)).rejects.toThrow('already exists');
    expect(await query(interrupted, 'SELECT FROM pg_policy')).toEqual([]);
    await query(interrupted, `DROP FUNCTION ${obstacle}`);
    expect(await migrate(interrupted)).toEqual((await migrationNames()).slice(1));
    expect(await schemaDrift(interrupted)).toBe('');
  });

  it('are applied once by two starts at the same time', async () => {
    const shared = await emptyDatabase();
    const applied = await Promise.all([migrate(shared), migrate(shared)]);
    expect(applied.flat()).toEqual(await migrationNames());
  });
});

describe('a migrator that is killed', () => {
  const [, , cutName = ''] = names;

  /** Kills it where the server is in the middle of a script, which then waits for `goOn`. */
  async function killInScript() {
    const ownerUrl = await emptyDatabase();
    await migrate(ownerUrl, names[1]);
    const holder = new pg.Client({ connectionString: ownerUrl });
    await holder.connect();
    onTestFinished(() => holder.end());
    // The script of `cutName` changes another table first.
    await holder.query('BEGIN; LOCK TABLE "Import"');
    const migrator = await startProcess('../../src/migrate.ts', [], { DATABASE_OWNER_URL: ownerUrl });
    await until(async () => (await sessionsOf(ownerUrl)).waiting === 1);
    await migrator.kill();
    return { ownerUrl, goOn: () => holder.end() };
  }

  async function sessionsOf(ownerUrl: string): Promise<{ all: number; waiting: number }> {
    const [found] = await query<{ all: number; waiting: number }>(
      ownerUrl,
      `SELECT count(*)::int AS all, (count(*) FILTER (WHERE wait_event_type = 'Lock'))::int AS waiting
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return found ?? { all: 0, waiting: 0 };
  }

  async function expectWhole(ownerUrl: string): Promise<void> {
    const log = await query(
      ownerUrl,
      `SELECT migration_name FROM "_prisma_migrations"
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
    );
    expect(log.map((row) => row['migration_name'])).toEqual(names);
    expect(await schemaDrift(ownerUrl)).toBe('');
  }

  it('is followed by one that goes on after the script which the server has carried out', async () => {
    const { ownerUrl, goOn } = await killInScript();
    await goOn();
    await until(async () => (await sessionsOf(ownerUrl)).all === 0);
    expect(await migrate(ownerUrl)).toEqual(names.filter((name) => name > cutName));
    await expectWhole(ownerUrl);
  });

  it('keeps the next one waiting for as long as the server is at its script', async () => {
    const { ownerUrl, goOn } = await killInScript();
    const next = migrate(ownerUrl);
    await until(async () => (await sessionsOf(ownerUrl)).waiting === 2);
    await goOn();
    expect(await next).toEqual(names.filter((name) => name > cutName));
    await expectWhole(ownerUrl);
  });
});

describe('the script of a migration', () => {
  it.each([
    ['ends its transaction', 'CREATE TABLE early (id int); COMMIT; CREATE TABLE late (id int)'],
    ['cannot be in one', 'CREATE TABLE early (id int); CREATE INDEX CONCURRENTLY late ON early (id)'],
  ])('is refused as a whole when it %s', async (_, value) => {
    const ownerUrl = await emptyDatabase();
    const content = { tag: 'ok', value } as const;
    const migrationDirectories = [{ path: '1_split', migrationFile: { path: 'migration.sql', content } }];
    const migrationsList = { ...(await readMigrations([])), migrationDirectories };
    const filters = { externalTables: [], externalEnums: [] };
    await expect(
      inSession(ownerUrl, (session) =>
        withSchemaEngine(session, (engine) => engine.applyMigrations({ migrationsList, filters })),
      ),
    ).rejects.toThrow(/EXECUTE of transaction commands|cannot be executed from a function/);
    expect(await query(ownerUrl, `SELECT to_regclass('early') AS early`)).toEqual([{ early: null }]);
  });
});

describe('the outbox partitions', () => {
  const months = () =>
    query(database.ownerUrl, `SELECT relname FROM outbox_months() ORDER BY month_begin`).then((rows) =>
      rows.map((row) => row['relname'] as string),
    );

  it('are made ahead, once', async () => {
    const { outbox } = database.withoutUser;
    const before = await months();
    expect(await outbox.createPartitions(before.length + 1)).toBe(2);
    expect(await outbox.createPartitions(before.length + 1)).toBe(0);
    expect(await months()).toHaveLength(before.length + 2);
  });

  it('take over what the default partition caught, and hide rows as the parent does', async () => {
    await query(
      database.ownerUrl,
      `INSERT INTO "User" (id, email, "passwordHash") VALUES ('pat', 'pat@example.org', '-')`,
    );
    const [last] = (await months()).slice(-1);
    const [bounds] = await query(
      database.ownerUrl,
      `SELECT month_end AS day, month_end - now() AS ahead FROM outbox_months() WHERE relname = $1`,
      [last],
    );
    await query(
      database.ownerUrl,
      `INSERT INTO "EventOutbox" (id, "userId", type, ts, payload) VALUES ('01J', 'pat', 'account.updated', $1, '{}')`,
      [bounds?.['day']],
    );
    const count = async (table: string) =>
      (await query(database.ownerUrl, `SELECT count(*)::int AS n FROM "${table}"`))[0]?.['n'];
    expect(await count('EventOutbox_default')).toBe(1);
    await database.withoutUser.outbox.createPartitions((await months()).length);
    expect(await count('EventOutbox_default')).toBe(0);
    expect(await count('EventOutbox')).toBe(1);
    const [made] = (await months()).slice(-1);
    await expect(query(database.appUrl, `SELECT * FROM "${made}"`)).rejects.toThrow('permission denied');
  });

  it('are dropped when they are past, and not before', async () => {
    const { outbox } = database.withoutUser;
    const before = await months();
    const keptSince = await outbox.keptSince();
    expect(await outbox.dropPartitions(keptSince)).toBe(0);
    const nextMonth = new Date(Date.UTC(keptSince.getUTCFullYear(), keptSince.getUTCMonth() + 1));
    expect(await outbox.dropPartitions(nextMonth)).toBe(1);
    expect(await months()).toEqual(before.slice(1));
    expect(await outbox.keptSince()).toEqual(nextMonth);
  });
});
