import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm';

/** The same distance from src/lib and from dist/lib. */
const PRISMA_FOLDER = new URL('../../../../prisma/', import.meta.url);

export interface SchemaFile {
  path: string;
  content: string;
}

export async function readSchema(): Promise<SchemaFile> {
  const url = new URL('schema.prisma', PRISMA_FOLDER);
  return { path: fileURLToPath(url), content: await readFile(url, 'utf8') };
}

/** Names of the migrations, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const entries = await readdir(new URL('migrations/', PRISMA_FOLDER), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The named migrations in the shape that Prisma's engine takes. */
export async function readMigrations(names: readonly string[]): Promise<MigrationList> {
  const base = new URL('migrations/', PRISMA_FOLDER);
  const lockfile = await readFile(new URL('migration_lock.toml', base), 'utf8');
  const contents = await Promise.all(
    names.map((name) => readFile(new URL(`${name}/migration.sql`, base), 'utf8')),
  );
  return {
    baseDir: fileURLToPath(base),
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path, index) => ({
      path,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: contents[index] ?? '' } },
    })),
  };
}
