import { readFile } from 'node:fs/promises';
import { APP_ROLE, urlFor } from '@twin/launcher/databaseRoles';
import { describe, expect, it } from 'vitest';
import { inSession, migrate, schemaDrift } from '../src/lib/migrate.ts';
import { migrationNames, readMigrations } from '../src/lib/migrationFiles.ts';
import { migrateQueues } from '../src/lib/queue/migrateQueues.ts';
import { withSchemaEngine } from '../src/lib/schemaEngine.ts';
import { PASSWORDS } from './support/globalSetup.ts';
import { createTestApi, PASSWORD, TestBrowser } from './support/testApi.ts';
import { adminOf, emptyDatabase, query } from './support/testDatabase.ts';

/** An installation with one person as the code of 2026-11-28 (commit 795e58d) left it: a table and a row a line. */
const EARLIER = new URL('../../../fixtures/upgrade/2026-11-28.tsv', import.meta.url);

interface Installation {
  /** In its time some were not written yet that stand between these by name. */
  migrations: string[];
  /** What GET /v1/account/summary answered. */
  summary: { byQuote: object[] };
  /** By table, as JSON text, so that no digit of an amount passes through a number. */
  rows: Map<string, string[]>;
}

async function readInstallation(): Promise<Installation> {
  const [migrations = '', summary = '', ...lines] = (await readFile(EARLIER, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]);
  const rows = new Map<string, string[]>();
  for (const [table, row] of lines) rows.set(table, [...(rows.get(table) ?? []), row]);
  return { migrations: JSON.parse(migrations[1] ?? ''), summary: JSON.parse(summary[1] ?? ''), rows };
}

/** The database as it was then. */
async function restore({ migrations, rows }: Installation): Promise<string> {
  const ownerUrl = await emptyDatabase();
  const filters = { externalTables: [], externalEnums: [] };
  const migrationsList = await readMigrations(migrations);
  await inSession(ownerUrl, (session) =>
    withSchemaEngine(session, (engine) => engine.applyMigrations({ migrationsList, filters })),
  );
  await inSession(adminOf(ownerUrl), async (session) => {
    // The lines stand by table name, not parents first.
    await session.query('SET session_replication_role = replica');
    for (const [table, values] of rows)
      for (const row of values)
        await session.query(
          `INSERT INTO "${table}" SELECT * FROM json_populate_record(NULL::"${table}", $1)`,
          [row],
        );
  });
  return ownerUrl;
}

/** The columns of each of these tables, in their order. */
async function columnsOf(ownerUrl: string, tables: Iterable<string>): Promise<Map<string, string>> {
  const found = await query<{ table: string; columns: string }>(
    ownerUrl,
    `SELECT attrelid::regclass::text AS table, string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
     FROM pg_attribute WHERE attrelid = ANY ($1::text[]::regclass[]) AND attnum > 0 AND NOT attisdropped GROUP BY 1`,
    [[...tables].map((table) => `"${table}"`)],
  );
  return new Map(found.map(({ table, columns }) => [table.replaceAll('"', ''), columns]));
}

async function rowsOf(ownerUrl: string, columns: Map<string, string>): Promise<Map<string, string[]>> {
  const read = async ([table, list]: [string, string]) => {
    const found = await query<{ row: string }>(
      adminOf(ownerUrl),
      `SELECT row_to_json(t)::text AS row FROM (SELECT ${list} FROM "${table}") t ORDER BY row_to_json(t)::text COLLATE "C"`,
    );
    return [table, found.map(({ row }) => row)] as const;
  };
  return new Map(await Promise.all([...columns].map(read)));
}

describe('the data of an earlier version', () => {
  it('is brought up to date with every row and every digit in its place, and its person goes on with it', async () => {
    const then = await readInstallation();
    const ownerUrl = await restore(then);
    const columns = await columnsOf(ownerUrl, then.rows.keys());
    expect(await rowsOf(ownerUrl, columns)).toEqual(then.rows);

    const missing = (await migrationNames()).filter((name) => !then.migrations.includes(name));
    expect(await migrate(ownerUrl)).toEqual(missing);
    expect(await schemaDrift(ownerUrl)).toBe('');
    expect(await rowsOf(ownerUrl, columns)).toEqual(then.rows);

    await migrateQueues(ownerUrl);
    const appUrl = urlFor(ownerUrl, { role: APP_ROLE, password: PASSWORDS.app });
    const { app } = await createTestApi({ appUrl });
    const browser = await new TestBrowser(app).visit();
    const credentials = { email: 'person-1@example.org', password: PASSWORD };
    expect((await browser.send('POST', '/v1/auth/login', credentials)).statusCode).toBe(200);
    const summary = (await browser.send('GET', '/v1/account/summary')).json<Installation['summary']>();
    expect(summary.byQuote).toMatchObject(then.summary.byQuote);
    const { items } = (await browser.send('GET', '/v1/trades?limit=500')).json<{ items: object[] }>();
    expect(items).toHaveLength(then.rows.get('Trade')?.length ?? 0);
  });

  it('of a newer one is refused by name and left as it is', async () => {
    const ownerUrl = await emptyDatabase();
    await migrate(ownerUrl);
    await query(
      ownerUrl,
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at)
       VALUES ('n', '', '29990101000000_later', now())`,
    );
    await expect(migrate(ownerUrl)).rejects.toThrow('made by a newer version: it knows 29990101000000_later');
  });
});
