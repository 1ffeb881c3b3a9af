import pg from 'pg';

/** Bytes of all tables of persons with their indexes, without those of the queue. */
export async function storedBytes(adminUrl: string): Promise<number> {
  return Number(await one(adminUrl, `SELECT sum(pg_total_relation_size(oid)) FROM pg_class ${TABLES}`));
}

/** Bytes of one table, and of its indexes, with the number of its rows. */
export async function tableSize(adminUrl: string, table: string) {
  const sizes = await one(
    adminUrl,
    `SELECT concat_ws(' ', count(*), pg_table_size('"${table}"'), pg_indexes_size('"${table}"')) FROM "${table}"`,
  );
  const [rows = 0, bytes = 0, indexBytes = 0] = sizes.split(' ').map(Number);
  return { rows, bytes, indexBytes };
}

const TABLES = `WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;

/**
 * Fills the table of trades and that of their imports with rows of other people, as many fills each, so that what
 * comes next is stored among them. Copies what a real import has written.
 */
export async function crowd(adminUrl: string, fills: number, people: number): Promise<void> {
  await one(
    adminUrl,
    `WITH model AS (SELECT * FROM "Trade" WHERE "userId" = (SELECT "userId" FROM "Trade" GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)
       ORDER BY ts, seq LIMIT ${fills}),
     person AS (INSERT INTO "User" (id, email, "passwordHash")
       SELECT md5('crowd' || n), 'crowd-' || n || '@example.org', '' FROM generate_series(1, ${people}) n RETURNING id),
     account AS (INSERT INTO "TradingAccount" (id, "userId", key, name)
       SELECT id || k.account, id, k.account, k.account FROM person, (SELECT DISTINCT account FROM model) k),
     file AS (INSERT INTO "Import" (id, "userId", source) SELECT id, id, 'file' FROM person),
     trade AS (INSERT INTO "Trade" SELECT (jsonb_populate_record(NULL::"Trade",
         to_jsonb(m) || jsonb_build_object('id', md5(p.id || m.id), 'userId', p.id, 'decisionId', NULL))).*
       FROM person p, model m RETURNING id, "userId")
     INSERT INTO "ImportTrade" ("importId", "tradeId", "userId") SELECT "userId", id, "userId" FROM trade`,
  );
  await one(adminUrl, 'VACUUM ANALYZE "Trade"');
}

async function one(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return String(rows[0]?.[0] ?? '');
  } finally {
    await client.end();
  }
}
