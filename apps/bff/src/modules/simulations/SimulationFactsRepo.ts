import type { EpisodeFills } from '@twin/engine/simulation/decisionUnits';
import { type Decimal, decimal } from '@twin/shared/primitives/decimal';
import type { Transaction } from '../../lib/db.ts';

/** The decision with the episode that it belongs to. */
export interface DecisionInEpisode {
  id: string;
  symbol: string;
  /** What its result is in. */
  asset: string;
  episode: EpisodeFills;
}

interface FillRow {
  symbol: string;
  instrument: EpisodeFills['fills'][number]['instrument'];
  side: 'buy' | 'sell';
  qty: string;
  price: string;
  fee: string | null;
  feeAsset: string | null;
  settle: string | null;
  ts: Date;
  isOfDecision: boolean;
}

/** What a simulation is computed from, read from what others have stored. */
export class SimulationFactsRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** By any of its trades; null for a decision that is not there, not scored yet, or not this person's. */
  async findDecision(userId: string, tradeId: string): Promise<DecisionInEpisode | null> {
    const trade = await this.db.trade.findFirst({
      where: { userId, id: tradeId },
      select: { decisionId: true },
    });
    const decisionId = trade?.decisionId ?? tradeId;
    const episode = await this.db.episode.findFirst({
      where: { userId, decisionIds: { has: decisionId } },
      orderBy: { openedAt: 'asc' },
    });
    if (!episode) return null;
    const fills = await this.db.$queryRaw<FillRow[]>`
      SELECT symbol, instrument, side, qty::text, price::text, fee::text, "feeAsset", settle, ts,
        "decisionId" = ${decisionId} AS "isOfDecision"
      FROM "Trade"
      WHERE "userId" = ${userId} AND "decisionId" = ANY(${episode.decisionIds}::text[]) AND "deletedAt" IS NULL
      ORDER BY ts, seq, id`;
    return {
      id: decisionId,
      symbol: episode.symbol,
      asset: episode.asset,
      episode: {
        side: episode.side as 'long' | 'short',
        openedAt: episode.openedAt.getTime(),
        fills: fills.map((fill) => ({
          ...fill,
          qty: decimal(fill.qty),
          price: decimal(fill.price),
          fee: decimal(fill.fee ?? '0'),
          ts: fill.ts.getTime(),
        })),
      },
    };
  }

  /** Half of the person's own closed positions were held at most this long; null without any. */
  async medianHoldMs(userId: string): Promise<number | null> {
    const [row] = await this.db.$queryRaw<{ median: bigint | null }[]>`
      SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY "holdMs") AS median
      FROM "Episode" WHERE "userId" = ${userId} AND "closedAt" IS NOT NULL`;
    return row?.median == null ? null : Number(row.median);
  }

  /** Notionals of the last 30 entries in a quote asset before a moment, newest first; from the last 300 fills. */
  async entryNotionals(userId: string, quote: string, before: Date): Promise<Decimal[]> {
    const rows = await this.db.$queryRaw<{ notional: string }[]>`
      WITH recent AS (
        SELECT * FROM "Trade"
        WHERE "userId" = ${userId} AND ts < ${before} AND "deletedAt" IS NULL AND symbol LIKE ${`%-${quote}`}
        ORDER BY ts DESC, id DESC LIMIT 300
      )
      SELECT round(sum(t.qty * t.price), 18)::text AS notional
      FROM recent t
      JOIN "Episode" e ON e."userId" = t."userId" AND e."decisionIds" @> ARRAY[t."decisionId"]
      WHERE t.side = CASE e.side WHEN 'long' THEN 'buy' ELSE 'sell' END
      GROUP BY t."decisionId", e.id
      ORDER BY max(t.ts) DESC LIMIT 30`;
    return rows.map(({ notional }) => decimal(notional));
  }

  async hasTrade(userId: string, id: string): Promise<boolean> {
    return (await this.db.trade.findFirst({ where: { userId, id }, select: { id: true } })) !== null;
  }

  /** Counts every change of trades and candles, and how far it is scored: equal versions give equal simulations. */
  async version(userId: string): Promise<{ dataVersion: number; scoredVersion: number }> {
    const state = await this.db.scoreState.findUnique({
      where: { userId },
      select: { dataVersion: true, scoredVersion: true },
    });
    return state ?? { dataVersion: 0, scoredVersion: 0 };
  }
}
