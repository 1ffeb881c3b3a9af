import type { CandleSeries } from '@twin/engine/market/candle';
import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';

/** Bars of one length from one source. */
export interface StoredSeries {
  id: string;
  symbol: string;
  granularityMs: number;
  source: string;
  /** What its venue was asked for: [coveredFrom, coveredUntil); null: nothing, or it is no venue's. */
  coveredFrom: Date | null;
  coveredUntil: Date | null;
}

/** The columns of bars, as the engine holds them. */
export type Bars = Pick<CandleSeries, 'ts' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

interface BarRow {
  ts: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

const BATCH = 10_000;

export class CandleRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** The series of (symbol, granularity, source), made when absent. */
  async ensureSeries(
    userId: string,
    series: { symbol: string; granularityMs: number; source: string },
  ): Promise<StoredSeries> {
    const { symbol, granularityMs, source } = series;
    return this.db.candleSeries.upsert({
      where: {
        userId_symbol_granularityMs_source: { userId, symbol, granularityMs, source },
      },
      create: { userId, ...series },
      update: {},
    });
  }

  async listSeries(userId: string, symbol?: string): Promise<StoredSeries[]> {
    return this.db.candleSeries.findMany({
      where: { userId, ...(symbol === undefined ? {} : { symbol }) },
      orderBy: [{ symbol: 'asc' }, { granularityMs: 'asc' }, { source: 'asc' }],
    });
  }

  /** Notes that the venue has told all that it has of [from, until). */
  async cover(userId: string, seriesId: string, from: Date, until: Date): Promise<void> {
    await this.db.candleSeries.update({
      where: { id: seriesId, userId },
      data: { coveredFrom: from, coveredUntil: until },
    });
  }

  /** Stores bars by their begin; a bar that is there takes the new values. @returns how many are new or changed */
  async upsertMany(userId: string, seriesId: string, bars: Bars): Promise<number> {
    const renew = Prisma.sql`DO UPDATE SET open = excluded.open, high = excluded.high, low = excluded.low,
      close = excluded.close, volume = excluded.volume
      WHERE (c.open, c.high, c.low, c.close, c.volume) IS DISTINCT FROM
        (excluded.open, excluded.high, excluded.low, excluded.close, excluded.volume)`;
    return this.insertMany(userId, seriesId, bars, renew);
  }

  /** Stores bars by their begin; a bar that is there stays as it is. @returns how many are new */
  async addMissing(userId: string, seriesId: string, bars: Bars): Promise<number> {
    return this.insertMany(userId, seriesId, bars, Prisma.sql`DO NOTHING`);
  }

  private async insertMany(
    userId: string,
    seriesId: string,
    bars: Bars,
    onConflict: Prisma.Sql,
  ): Promise<number> {
    let stored = 0;
    for (let start = 0; start < bars.ts.length; start += BATCH) {
      const part = (column: Float64Array) => arrayLiteral([...column.subarray(start, start + BATCH)]);
      stored += await this.db.$executeRaw`
        INSERT INTO "Candle" AS c ("seriesId", "userId", ts, open, high, low, close, volume)
        SELECT ${seriesId}, ${userId}, to_timestamp(b.ts / 1000), b.open, b.high, b.low, b.close, b.volume
        FROM unnest(${part(bars.ts)}::float8[], ${part(bars.open)}::float8[], ${part(bars.high)}::float8[],
          ${part(bars.low)}::float8[], ${part(bars.close)}::float8[], ${part(bars.volume)}::float8[])
          AS b (ts, open, high, low, close, volume)
        ON CONFLICT ("seriesId", ts) ${onConflict}`;
    }
    return stored;
  }

  /** The bars that begin in [from, to), oldest first; at most `limit` of them when given. */
  async load(
    userId: string,
    seriesId: string,
    from: Date,
    to: Date,
    limit: number | null = null,
  ): Promise<Bars> {
    const rows = await this.db.$queryRaw<BarRow[]>`
      SELECT (extract(epoch FROM ts) * 1000)::float8 AS ts, open, high, low, close, volume FROM "Candle"
      WHERE "seriesId" = ${seriesId} AND "userId" = ${userId} AND ts >= ${from} AND ts < ${to} ORDER BY "Candle".ts
      LIMIT ${limit}::int`;
    const column = (name: keyof BarRow) => Float64Array.from(rows, (row) => row[name]);
    return {
      ts: column('ts'),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    };
  }

  /** @returns false when there is no such series */
  async deleteSeries(userId: string, seriesId: string): Promise<boolean> {
    const { count } = await this.db.candleSeries.deleteMany({ where: { id: seriesId, userId } });
    return count > 0;
  }
}
