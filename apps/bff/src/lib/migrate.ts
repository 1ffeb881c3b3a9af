import pg from 'pg';
import { migrationNames, readMigrations, readSchema } from './migrationFiles.ts';
import { withSchemaEngine } from './schemaEngine.ts';

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that the database lacks, in order, through Prisma's own engine, which records them in
 * `_prisma_migrations` so that `prisma migrate deploy` stays usable. Needs the owner's connection.
 * @returns the names of those applied now
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  if (await isUpToDate(ownerUrl)) return [];
  const migrationsList = await readMigrations();
  const applied = await withSchemaEngine(ownerUrl, (engine) =>
    engine.applyMigrations({ migrationsList, filters: NO_FILTER }),
  );
  return applied.appliedMigrationNames;
}

/** Asked before the engine is loaded, since a start with nothing to apply should not wait for it. */
async function isUpToDate(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const known = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS known`);
    if (known.rows[0]?.known !== true) return false;
    const applied = await client.query(
      `SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const names = new Set(applied.rows.map((row: { migration_name: string }) => row.migration_name));
    return (await migrationNames()).every((name) => names.has(name));
  } finally {
    await client.end();
  }
}

/** The SQL that would turn the database into what schema.prisma says; empty when they agree. */
export async function schemaDrift(ownerUrl: string): Promise<string> {
  const schema = await readSchema();
  const diff = await withSchemaEngine(ownerUrl, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files: [schema], configDir: '' },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    }),
  );
  return (diff.stdout ?? '').replace('-- This is an empty migration.', '').trim();
}
