import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** One table as it lies in a backup: a file of PostgreSQL's COPY text, named after the table. */
export interface SavedTable {
  name: string;
  columns: string[];
  rows: number;
}

/** Prisma's own log is made again by the migrations. */
const LOG = '_prisma_migrations';

/**
 * The product's tables with their columns, each after those that it refers to, so that they can be filled in this
 * order. Partitions are read and written through their parent; the queue's schema is left out, as it is made of what
 * the status rows say.
 */
export async function listTables(client: pg.ClientBase): Promise<Omit<SavedTable, 'rows'>[]> {
  const tables = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name,
            array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> $1
     GROUP BY c.relname ORDER BY c.relname`,
    [LOG],
  );
  const references = await client.query<{ child: string; parent: string }>(
    `SELECT DISTINCT child.relname AS child, parent.relname AS parent
     FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
     WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND child.relnamespace = 'public'::regnamespace`,
  );
  return parentsFirst(tables.rows, references.rows);
}

/** The migrations that the database has been through, in order. */
export async function listMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM "${LOG}" WHERE finished_at IS NOT NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

/** Writes every table into the folder, as the client's transaction sees it. */
export async function saveTables(client: pg.ClientBase, folder: string): Promise<SavedTable[]> {
  const saved: SavedTable[] = [];
  for (const { name, columns } of await listTables(client)) {
    const copy = client.query(copyTo(`COPY (SELECT ${listed(columns)} FROM ${quoted(name)}) TO STDOUT`));
    await pipeline(copy, createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600 }));
    saved.push({ name, columns, rows: copy.rowCount });
  }
  return saved;
}

/**
 * Fills the empty tables from the folder, within the caller's transaction. COPY is refused where row-level security
 * applies, so the owner steps out of it until the table is full.
 * @throws Error when a table took other than its number of rows
 */
export async function loadTables(
  client: pg.ClientBase,
  folder: string,
  tables: readonly SavedTable[],
): Promise<void> {
  for (const { name, columns, rows } of tables) {
    const isForced = await isOwnerBound(client, name);
    if (isForced) await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`);
    const copy = client.query(copyFrom(`COPY ${quoted(name)} (${listed(columns)}) FROM STDIN`));
    await pipeline(createReadStream(join(folder, name)), copy);
    if (isForced) await client.query(`ALTER TABLE ${quoted(name)} FORCE ROW LEVEL SECURITY`);
    if (copy.rowCount !== rows) throw new Error(`${name} took ${copy.rowCount} of ${rows} rows`);
  }
}

async function isOwnerBound(client: pg.ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ forced: boolean }>(
    'SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = $1::regclass',
    [quoted(table)],
  );
  return rows[0]?.forced === true;
}

function parentsFirst<Table extends { name: string }>(
  tables: readonly Table[],
  references: readonly { child: string; parent: string }[],
): Table[] {
  const ordered: Table[] = [];
  const placed = new Set<string>();
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      ({ name }) =>
        !placed.has(name) && references.every(({ child, parent }) => child !== name || placed.has(parent)),
    );
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of ready) {
      ordered.push(table);
      placed.add(table.name);
    }
  }
  return ordered;
}

function listed(columns: readonly string[]): string {
  return columns.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
