import type { Fill } from '@twin/engine/ledger/fill';
import type { TradeDto } from '@twin/shared/dto/trade';
import { Prisma } from '../../generated/client.ts';
import { arrayLiteral } from '../../lib/arrayLiteral.ts';
import type { Transaction } from '../../lib/db.ts';
import { decodeCursor, pageOf } from '../../lib/keyset.ts';
import { type FillRow, fillOf, type StoredTrade, storedTradeOf, type TradeRecord } from './tradeRecord.ts';

export interface TradeFilter {
  /** Inclusive. */
  since?: Date | undefined;
  /** Exclusive. */
  until?: Date | undefined;
  symbol?: string | undefined;
  account?: string | undefined;
  /** Only trades of decisions that carry this tag with at least this confidence. */
  label?: { name: string; minConfidence: number } | undefined;
}

export interface TradePage {
  items: StoredTrade[];
  nextCursor: string | null;
}

export interface Stored {
  stored: number;
  /** Ids of those that were not there before. */
  newIds: string[];
}

const BATCH = 5_000;

const COLUMNS = Prisma.sql`id, account, broker, "extId", symbol, instrument, side, qty::text, price::text, fee::text,
  "feeAsset", ts, seq, "orderId", "orderType", "startPosition"::text, settle, "decisionId", "deletedAt"`;

const FILL_COLUMNS = Prisma.sql`id, account, symbol, instrument, side, qty::text, price::text, fee::text, "feeAsset",
  (extract(epoch FROM ts) * 1000)::float8 AS ts, seq, "orderId", "orderType", "startPosition"::text, settle`;

export class TradeRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Stores what is new by (userId, broker, extId); what is there stays as it is, deleted ones deleted. */
  async upsertMany(userId: string, items: readonly TradeDto[]): Promise<Stored> {
    const newIds: string[] = [];
    for (let start = 0; start < items.length; start += BATCH) {
      newIds.push(...(await this.insertBatch(userId, items.slice(start, start + BATCH))));
    }
    return { stored: newIds.length, newIds };
  }

  private async insertBatch(userId: string, items: readonly TradeDto[]): Promise<string[]> {
    const column = (name: keyof TradeDto) => arrayLiteral(items.map((item) => item[name]));
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      INSERT INTO "Trade" (id, "userId", account, broker, "extId", symbol, instrument, side, qty, price, fee,
        "feeAsset", ts, seq, "orderId", "orderType", "startPosition", settle)
      SELECT t.id, ${userId}, t.account, t.broker, t.ext_id, t.symbol, t.instrument, t.side, t.qty, t.price, t.fee,
        t.fee_asset, t.ts, t.seq, t.order_id, t.order_type, t.start_position, t.settle
      FROM unnest(
        ${column('id')}::text[],
        ${column('account')}::text[],
        ${column('broker')}::text[],
        ${column('extId')}::text[],
        ${column('symbol')}::text[],
        ${column('instrument')}::text[],
        ${column('side')}::text[],
        ${column('qty')}::numeric[],
        ${column('price')}::numeric[],
        ${column('fee')}::numeric[],
        ${column('feeAsset')}::text[],
        ${column('ts')}::timestamptz[],
        ${column('seq')}::int[],
        ${column('orderId')}::text[],
        ${column('orderType')}::text[],
        ${column('startPosition')}::numeric[],
        ${column('settle')}::text[]
      ) AS t (id, account, broker, ext_id, symbol, instrument, side, qty, price, fee, fee_asset, ts, seq, order_id,
        order_type, start_position, settle)
      ON CONFLICT DO NOTHING
      RETURNING id`;
    return rows.map((row) => row.id);
  }

  /** Newest first, stable while rows are added. @throws AppError INVALID_INPUT on a foreign cursor */
  async list(userId: string, filter: TradeFilter = {}, cursor?: string, limit = 100): Promise<TradePage> {
    const rows = await this.db.$queryRaw<TradeRecord[]>`
      SELECT ${COLUMNS} FROM "Trade"
      WHERE ${Prisma.join([...conditions(userId, filter), ...olderThan(cursor)], ' AND ')}
      ORDER BY ts DESC, id DESC LIMIT ${limit + 1}`;
    return pageOf(rows.map(storedTradeOf), limit);
  }

  async find(userId: string, id: string): Promise<StoredTrade | null> {
    const rows = await this.db.$queryRaw<TradeRecord[]>`
      SELECT ${COLUMNS} FROM "Trade" WHERE "userId" = ${userId} AND id = ${id}`;
    return rows[0] ? storedTradeOf(rows[0]) : null;
  }

  /** The fills of a decision in the ledger's order. */
  async listByDecision(userId: string, decisionId: string): Promise<StoredTrade[]> {
    return this.listByDecisions(userId, [decisionId]);
  }

  /** The fills of all of these decisions in the ledger's order. */
  async listByDecisions(userId: string, decisionIds: readonly string[]): Promise<StoredTrade[]> {
    const rows = await this.db.$queryRaw<TradeRecord[]>`
      SELECT ${COLUMNS} FROM "Trade"
      WHERE "userId" = ${userId} AND "decisionId" = ANY(${arrayLiteral(decisionIds)}::text[]) AND "deletedAt" IS NULL
      ORDER BY ts, seq, id`;
    return rows.map(storedTradeOf);
  }

  /**
   * The next fills in the ledger's order (ts, seq, id), for reading a whole history page by page: those after
   * `after`, or from `since` on, or from the first.
   */
  async pageFills(
    userId: string,
    from: { after?: Pick<Fill, 'ts' | 'seq' | 'id'>; since?: Date } = {},
    limit = BATCH,
  ): Promise<Fill[]> {
    const { after, since } = from;
    const start = after
      ? Prisma.sql`AND ts >= ${new Date(after.ts)} AND (ts, seq, id) > (${new Date(after.ts)}, ${after.seq}, ${after.id})`
      : since
        ? Prisma.sql`AND ts >= ${since}`
        : Prisma.empty;
    const rows = await this.db.$queryRaw<FillRow[]>`
      SELECT ${FILL_COLUMNS} FROM "Trade"
      WHERE "userId" = ${userId} AND "deletedAt" IS NULL ${start}
      ORDER BY "Trade".ts, seq, id LIMIT ${limit}`;
    return rows.map(fillOf);
  }

  /** Which of these ids are there, deleted ones too. */
  async listKnownIds(userId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      SELECT id FROM "Trade" WHERE "userId" = ${userId} AND id = ANY(${arrayLiteral(ids)}::text[])`;
    return rows.map((row) => row.id);
  }

  async count(userId: string): Promise<number> {
    const rows = await this.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM "Trade" WHERE "userId" = ${userId} AND "deletedAt" IS NULL`;
    return rows[0]?.n ?? 0;
  }

  /** Writes which decision each trade belongs to. @returns how many changed */
  async assignDecisions(
    userId: string,
    pairs: readonly { tradeId: string; decisionId: string }[],
  ): Promise<number> {
    let changed = 0;
    for (let start = 0; start < pairs.length; start += BATCH) {
      const batch = pairs.slice(start, start + BATCH);
      changed += await this.db.$executeRaw`
        UPDATE "Trade" SET "decisionId" = p.decision_id
        FROM unnest(${arrayLiteral(batch.map((pair) => pair.tradeId))}::text[], ${arrayLiteral(batch.map((pair) => pair.decisionId))}::text[])
          AS p (trade_id, decision_id)
        WHERE id = p.trade_id AND "userId" = ${userId} AND "decisionId" IS DISTINCT FROM p.decision_id`;
    }
    return changed;
  }

  /** Sets the tombstone, or takes it away with null. @returns the trade's time, null when there is none to change */
  async setDeletedAt(userId: string, id: string, deletedAt: Date | null): Promise<Date | null> {
    const rows = await this.db.$queryRaw<{ ts: Date }[]>`
      UPDATE "Trade" SET "deletedAt" = ${deletedAt}, "decisionId" = NULL
      WHERE "userId" = ${userId} AND id = ${id} AND ("deletedAt" IS NULL) = ${deletedAt !== null} RETURNING ts`;
    return rows[0]?.ts ?? null;
  }
}

function conditions(userId: string, filter: TradeFilter): Prisma.Sql[] {
  const { since, until, symbol, account, label } = filter;
  return [
    Prisma.sql`"userId" = ${userId} AND "deletedAt" IS NULL`,
    ...(since ? [Prisma.sql`ts >= ${since}`] : []),
    ...(until ? [Prisma.sql`ts < ${until}`] : []),
    ...(symbol ? [Prisma.sql`symbol = ${symbol}`] : []),
    ...(account ? [Prisma.sql`account = ${account}`] : []),
    ...(label
      ? [
          Prisma.sql`"decisionId" IN (SELECT "tradeId" FROM "BiasTag"
            WHERE "userId" = ${userId} AND label = ${label.name} AND confidence >= ${label.minConfidence})`,
        ]
      : []),
  ];
}

function olderThan(cursor: string | undefined): Prisma.Sql[] {
  if (cursor === undefined) return [];
  const { ts, id } = decodeCursor(cursor);
  return [Prisma.sql`(ts, id) < (${ts}, ${id})`];
}
