import pg from 'pg';
import { writtenHistory } from '../apps/bff/test/support/writtenHistory.ts';
import { type BenchHouse, openBenchHouse, runJob } from './benchHouse.ts';
import { type Bench, type Figure, median, rounded } from './figure.ts';

const RAW_BATCH = 5_000;

/**
 * import.store and import.dedupe: a canonical CSV through POST /v1/imports until its trades are stored, against the
 * same rows by bare multi-row statements into the same tables, as another person. Pair by pair, in turns.
 */
const bench: Bench = async ({ smoke }) => {
  const fills = smoke ? 10_000 : 100_000;
  const pairs = smoke ? 1 : 5;
  const begun = performance.now();
  const house = await openBenchHouse();
  const file = writtenHistory({ fills, hasIds: true });
  const seconds = { store: [] as number[], dedupe: [] as number[] };
  const ratios = { store: [] as number[], dedupe: [] as number[] };
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      const person = await house.register();
      const raw = await RawWriter.open(house);
      const rows = await house.register();
      for (const name of ['store', 'dedupe'] as const) {
        const ours = await timed(async () => {
          const importId = await person.upload(file);
          await runJob(house, 'importFills', { v: 1, userId: person.id, importId });
        });
        const columns = name === 'store' ? await raw.copyOf(person.id, rows.id) : raw.columns;
        const theirs = await timed(() => raw.write(rows.id, columns));
        seconds[name].push(ours);
        ratios[name].push(theirs / ours);
      }
      await raw.close();
    }
  } finally {
    await house.close();
  }
  const durationMs = Math.round(performance.now() - begun);
  return (['store', 'dedupe'] as const).map((name): Figure => {
    const ratio = rounded(median(ratios[name]));
    return {
      name: `import.${name}`,
      value: ratio,
      unit: '× the raw rate',
      floor: 0.5,
      better: 'higher',
      ratio,
      n: fills,
      durationMs,
      note: `${pairs} pairs, ${rounded(fills / median(seconds[name]))} fills/s`,
      ...(smoke ? { smoke: true as const } : {}),
    };
  });
};
export default bench;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

type Column = (string | number | null)[];

const NAMES = [
  'id',
  'account',
  'broker',
  'extId',
  'symbol',
  'instrument',
  'side',
  'qty',
  'price',
  'fee',
  'feeAsset',
  'ts',
  'seq',
] as const;
const TYPES = 'text,text,text,text,text,text,text,numeric,numeric,numeric,text,timestamptz,int'.split(',');

/** Writes the rows that an import made once more, under the same policies, with nothing around the statements. */
class RawWriter {
  columns: Column[] = [];
  private readonly client: pg.Client;
  private readonly admin: pg.Client;

  private constructor(client: pg.Client, admin: pg.Client) {
    this.client = client;
    this.admin = admin;
  }

  static async open(house: BenchHouse): Promise<RawWriter> {
    const client = new pg.Client({ connectionString: house.appUrl });
    const admin = new pg.Client({ connectionString: house.adminUrl });
    await client.connect();
    await admin.connect();
    return new RawWriter(client, admin);
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.admin.end();
  }

  /** The stored trades as columns, with ids of their own. */
  async copyOf(from: string, to: string): Promise<Column[]> {
    const { rows } = await this.admin.query<Record<string, string>>(
      `SELECT md5(id || $2) AS id, account, broker, "extId", symbol, instrument, side, qty::text, price::text, fee::text,
         "feeAsset", to_char(ts AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS ts, seq
       FROM "Trade" WHERE "userId" = $1 ORDER BY seq`,
      [from, to],
    );
    this.columns = NAMES.map((name) => rows.map((row) => row[name] ?? null));
    await this.admin.query(
      `INSERT INTO "TradingAccount" (id, "userId", key, name) SELECT $1 || key, $1, key, key FROM
         (SELECT DISTINCT account AS key FROM "Trade" WHERE "userId" = $2) a ON CONFLICT DO NOTHING`,
      [to, from],
    );
    return this.columns;
  }

  async write(userId: string, columns: Column[]): Promise<void> {
    const importId = `raw-${userId}-${Math.random()}`;
    await this.inTransaction(userId, () =>
      this.client.query(`INSERT INTO "Import" (id, "userId", source) VALUES ($1, $2, 'file')`, [
        importId,
        userId,
      ]),
    );
    const length = columns[0]?.length ?? 0;
    for (let from = 0; from < length; from += RAW_BATCH) {
      const part = columns.map((column) => column.slice(from, from + RAW_BATCH));
      await this.inTransaction(userId, () => this.writeBatch(userId, importId, part));
    }
  }

  private async writeBatch(userId: string, importId: string, part: Column[]): Promise<void> {
    const names = NAMES.map((name) => `"${name}"`).join(', ');
    const arrays = TYPES.map((type, index) => `$${index + 2}::${type}[]`).join(', ');
    await this.client.query(
      `INSERT INTO "Trade" ("userId", ${names}) SELECT $1, t.* FROM unnest(${arrays}) AS t ON CONFLICT DO NOTHING`,
      [userId, ...part],
    );
    await this.client.query(
      `INSERT INTO "ImportTrade" ("importId", "tradeId", "userId") SELECT $1, id, $2 FROM unnest($3::text[]) AS t (id)
       ON CONFLICT DO NOTHING`,
      [importId, userId, part[0]],
    );
  }

  private async inTransaction(userId: string, work: () => Promise<unknown>): Promise<void> {
    await this.client.query('BEGIN');
    await this.client.query(`SELECT set_config('app.user_id', $1, true)`, [userId]);
    await work();
    await this.client.query('COMMIT');
  }
}
