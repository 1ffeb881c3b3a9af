import type { Instrument } from '@twin/engine/ledger/fill';
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

/** Entries are compared with those of the same kind of instrument that pay in the same asset. */
export interface SizeUnit {
  instrument: Instrument;
  asset: string;
}

interface FillRow {
  id: string;
  symbol: string;
  instrument: Instrument;
  side: 'buy' | 'sell';
  qty: string;
  price: string;
  fee: string | null;
  feeAsset: string | null;
  settle: string | null;
  startPosition: string | null;
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
      SELECT id, symbol, instrument, side, qty::text, price::text, fee::text, "feeAsset", settle,
        "startPosition"::text, ts,
        "decisionId" = ${decisionId} AS "isOfDecision"
      FROM "Trade"
      WHERE "userId" = ${userId} AND "decisionId" = ANY(${episode.decisionIds}::text[]) AND "deletedAt" IS NULL
      ORDER BY ts, seq, id`;
    return {
      id: decisionId,
      symbol: episode.symbol,
      asset: episode.asset,
      episode: {
        id: episode.id,
        side: episode.side as 'long' | 'short',
        instrument: episode.instrument as Instrument,
        qtyMax: decimal(episode.qtyMax.toFixed()),
        openedAt: episode.openedAt.getTime(),
        closedAt: episode.closedAt?.getTime() ?? null,
        fills: fills.map((fill) => ({
          ...fill,
          qty: decimal(fill.qty),
          price: decimal(fill.price),
          fee: decimal(fill.fee ?? '0'),
          startPosition: fill.startPosition === null ? null : decimal(fill.startPosition),
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

  /**
   * Sizes of the entries in one unit before a moment, oldest first; from the last 300 fills. Quantity times price is
   * the exposure of the instruments that are linear in the price, which alone are simulated.
   */
  async entrySizes(userId: string, { instrument, asset }: SizeUnit, before: Date): Promise<Decimal[]> {
    const rows = await this.db.$queryRaw<{ size: string }[]>`
      WITH recent AS (
        SELECT * FROM "Trade"
        WHERE "userId" = ${userId} AND ts < ${before} AND "deletedAt" IS NULL AND instrument = ${instrument}
          AND (settle = ${asset} OR symbol LIKE ${`%-${asset}`})
        ORDER BY ts DESC, id DESC LIMIT 300
      )
      SELECT round(sum(t.qty * t.price), 18)::text AS size
      FROM recent t
      WHERE (
        SELECT bool_and(e.asset = ${asset} AND t.side = CASE e.side WHEN 'long' THEN 'buy' ELSE 'sell' END)
        FROM "Episode" e WHERE e."userId" = t."userId" AND e."decisionIds" @> ARRAY[t."decisionId"]
      )
      GROUP BY t."decisionId"
      ORDER BY max(t.ts), t."decisionId"`;
    return rows.map(({ size }) => decimal(size));
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
