import pg from 'pg';
import { migrationNames, readMigrations, readSchema } from './migrationFiles.ts';

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * Held while migrating, so that two starts at once do it one after the other, by the session that the scripts run in:
 * the server goes on with the script of a client that has died, and keeps the next one waiting until it is through.
 */
const LOCK = 'SELECT pg_advisory_lock(hashtextextended($1, 0))';

/**
 * Applies the migrations that the database lacks, in order, through Prisma's own engine, which records them in
 * `_prisma_migrations` so that `prisma migrate deploy` stays usable. Needs the owner's connection. `until` names the
 * last one to apply, for a restored backup that is to be filled as it was saved.
 * @returns the names of those applied now
 */
export async function migrate(ownerUrl: string, until?: string): Promise<string[]> {
  const names = (await migrationNames()).filter((name) => until === undefined || name <= until);
  if (until !== undefined && !names.includes(until)) {
    throw new Error(`this version does not know the migration ${until}: it is older than the backup`);
  }
  return inSession(ownerUrl, async (session) => {
    await session.query(LOCK, ['migrations']);
    const log = await readLog(session);
    refuseNewer(log, await migrationNames());
    // Asked before the engine is loaded, since a start with nothing to apply should not wait for it.
    if (names.every((name) => log.finished.has(name))) return [];
    const { withSchemaEngine } = await import('./schemaEngine.ts');
    const migrationsList = await readMigrations(names);
    return withSchemaEngine(session, async (engine) => {
      // What a script does and its record are one transaction, so one without a record has left nothing.
      for (const migrationName of log.cutShort) await engine.markMigrationRolledBack({ migrationName });
      return (await engine.applyMigrations({ migrationsList, filters: NO_FILTER })).appliedMigrationNames;
    });
  });
}

/** Connects, hands the connection to the work and closes it. */
export async function inSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url });
  // One that drops between two queries fails the next, and does not end the process.
  session.on('error', () => undefined);
  await session.connect();
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}

/** What a newer version has changed, this one could only misread. @throws NewerDataError */
function refuseNewer({ finished }: MigrationLog, known: readonly string[]): void {
  const unknown = [...finished].filter((name) => !known.includes(name)).sort();
  if (unknown.length > 0) throw new NewerDataError(unknown);
}

/** The database has been through migrations that this version does not have. */
export class NewerDataError extends Error {
  override readonly name = 'NewerDataError';

  constructor(unknown: readonly string[]) {
    super(`the data was made by a newer version: it knows ${unknown.join(', ')}`);
  }
}

interface MigrationLog {
  finished: Set<string>;
  cutShort: string[];
}

async function readLog(session: pg.Client): Promise<MigrationLog> {
  const known = await session.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS known`);
  if (known.rows[0]?.known !== true) return { finished: new Set(), cutShort: [] };
  const { rows } = await session.query<{ name: string; finished: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  return {
    finished: new Set(rows.filter((row) => row.finished).map((row) => row.name)),
    cutShort: rows.filter((row) => !row.finished).map((row) => row.name),
  };
}

/** The SQL that would turn the database into what schema.prisma says; empty when they agree. */
export async function schemaDrift(ownerUrl: string): Promise<string> {
  const { withSchemaEngine } = await import('./schemaEngine.ts');
  const schema = await readSchema();
  const diff = await inSession(ownerUrl, (session) =>
    withSchemaEngine(session, (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files: [schema], configDir: '' },
        to: { tag: 'schemaDatamodel', files: [schema] },
        script: true,
        exitCode: null,
        filters: NO_FILTER,
      }),
    ),
  );
  return (diff.stdout ?? '').replace('-- This is an empty migration.', '').trim();
}
