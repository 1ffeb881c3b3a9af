import { randomBytes } from 'node:crypto';
import { APP_ROLE, OWNER_ROLE, provisionDatabase, urlFor } from '@twin/launcher/databaseRoles';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/lib/db.ts';
import { bindRepos, type Repos } from '../../src/repos.ts';
import { cleanUp } from './cleanUp.ts';
import { PASSWORDS } from './globalSetup.ts';

export interface TestDatabase extends Database<Repos> {
  /** Connections as the app role, as the schema's owner and as superuser. */
  appUrl: string;
  ownerUrl: string;
  adminUrl: string;
}

/** A fresh, migrated database, dropped after the test or file that asks for it. */
export async function createTestDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const { adminUrl: admin, template } = inject('postgres');
  const name = newName();
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const appUrl = urlFor(admin, { role: APP_ROLE, password: PASSWORDS.app, database: name });
  const database = openDatabase({ url: appUrl, poolSize: options.poolSize ?? 5 }, bindRepos);
  cleanUp(async () => {
    await database.close();
    await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return {
    ...database,
    appUrl,
    ownerUrl: urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database: name }),
    adminUrl: urlFor(admin, { database: name }),
  };
}

/** The owner's connection to a database with nothing in it, dropped after the test. */
export async function emptyDatabase(): Promise<string> {
  const { adminUrl: admin } = inject('postgres');
  const name = newName();
  await provisionDatabase(urlFor(admin, { database: name }));
  onTestFinished(async () => {
    await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return urlFor(admin, { role: OWNER_ROLE, password: PASSWORDS.owner, database: name });
}

/** The superuser's connection to the owner's database. */
export function adminOf(ownerUrl: string): string {
  return urlFor(inject('postgres').adminUrl, { database: new URL(ownerUrl).pathname.slice(1) });
}

function newName(): string {
  return `twin_test_${randomBytes(6).toString('hex')}`;
}

/** Runs one query on its own connection. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
