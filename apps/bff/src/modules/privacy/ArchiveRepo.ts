import type {
  ArchivedAccount,
  ArchivedFeedback,
  ArchivedFunding,
  ArchivedMapping,
  ArchivedMessage,
  ArchivedRule,
  ArchivedSettings,
  ArchivedTrade,
  ArchivedTransfer,
} from '@twin/shared/dto/archive';
import { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

/** Where the next page of trades begins. */
export interface TradePlace {
  ts: Date;
  seq: number;
  id: string;
}

interface TradeLine extends Omit<ArchivedTrade, 'ts' | 'deletedAt'> {
  id: string;
  seq: number;
  ts: Date;
  deletedAt: Date | null;
}

/** What a person brought in, without our ids, for their export. Every list has one order, whoever the person is. */
export class ArchiveRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async accounts(userId: string): Promise<ArchivedAccount[]> {
    const accounts = await this.db.tradingAccount.findMany({
      where: { userId },
      select: { key: true, name: true, timeZone: true, tradedBy: true },
      orderBy: { key: 'asc' },
    });
    return accounts.map((account) => ({
      ...account,
      tradedBy: account.tradedBy as ArchivedAccount['tradedBy'],
    }));
  }

  async settings(userId: string): Promise<ArchivedSettings> {
    return this.db.settings.findUniqueOrThrow({
      where: { userId },
      select: { timeZone: true, displayAsset: true, theme: true },
    });
  }

  async mappings(userId: string): Promise<ArchivedMapping[]> {
    const rows = await this.db.importMapping.findMany({ where: { userId }, orderBy: { headerHash: 'asc' } });
    return rows.map(({ headerHash, name, mapping, createdAt }) => ({
      headerHash,
      name,
      mapping: mapping as ArchivedMapping['mapping'],
      createdAt: createdAt.toISOString(),
    }));
  }

  async rules(userId: string): Promise<ArchivedRule[]> {
    const rows = await this.db.rule.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'asc' }, { kind: 'asc' }],
    });
    return rows.map(({ kind, params, active, createdAt, since }) => ({
      kind,
      params: params as ArchivedRule['params'],
      active,
      createdAt: createdAt.toISOString(),
      since: since.toISOString(),
    }));
  }

  async fundings(userId: string): Promise<ArchivedFunding[]> {
    const rows = await this.db.$queryRaw<(Omit<ArchivedFunding, 'ts'> & { ts: Date })[]>`
      SELECT broker, "extId", account, symbol, instrument, asset, trim_scale(amount)::text AS amount, ts
      FROM "Funding" WHERE "userId" = ${userId} ORDER BY ts, broker, "extId"`;
    return rows.map(({ ts, ...funding }) => ({ ...funding, ts: ts.toISOString() }));
  }

  async transfers(userId: string): Promise<ArchivedTransfer[]> {
    const rows = await this.db.$queryRaw<(Omit<ArchivedTransfer, 'ts'> & { ts: Date })[]>`
      SELECT broker, "extId", account, asset, trim_scale(amount)::text AS amount, ts
      FROM "Transfer" WHERE "userId" = ${userId} ORDER BY ts, broker, "extId"`;
    return rows.map(({ ts, ...transfer }) => ({ ...transfer, ts: ts.toISOString() }));
  }

  async feedback(userId: string): Promise<ArchivedFeedback[]> {
    const rows = await this.db.feedback.findMany({
      where: { userId },
      include: { trade: { select: { broker: true, extId: true } } },
    });
    const lines = rows.map(({ trade, label, verdict, note, createdAt }) => ({
      ...trade,
      label,
      verdict: verdict as ArchivedFeedback['verdict'],
      note,
      createdAt: createdAt.toISOString(),
    }));
    const key = (line: ArchivedFeedback) => [line.createdAt, line.broker, line.extId, line.label].join('\n');
    return lines.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  async messages(userId: string): Promise<ArchivedMessage[]> {
    const rows = await this.db.coachMessage.findMany({
      where: { userId, role: 'user' },
      select: { text: true, createdAt: true, trade: { select: { broker: true, extId: true } } },
    });
    const lines = rows.map(({ text, trade, createdAt }) => ({
      text,
      trade,
      createdAt: createdAt.toISOString(),
    }));
    const key = ({ createdAt, trade, text }: ArchivedMessage) =>
      [createdAt, trade?.broker, trade?.extId, text].join('\n');
    return lines.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  async countTrades(userId: string): Promise<number> {
    return this.db.trade.count({ where: { userId } });
  }

  /** The next trades in the ledger's order, deleted ones too. */
  async pageTrades(
    userId: string,
    after: TradePlace | null,
    limit: number,
  ): Promise<{ items: ArchivedTrade[]; last: TradePlace | null }> {
    const rows = await this.db.$queryRaw<TradeLine[]>`
      SELECT id, seq, broker, "extId", account, symbol, instrument, side, trim_scale(qty)::text AS qty,
        trim_scale(price)::text AS price, trim_scale(coalesce(fee, 0))::text AS fee,
        CASE WHEN coalesce(fee, 0) <> 0 THEN "feeAsset" END AS "feeAsset", ts, "orderId", "orderType",
        trim_scale("startPosition")::text AS "startPosition", settle, "deletedAt"
      FROM "Trade" WHERE "userId" = ${userId}
      ${after ? Prisma.sql`AND ts >= ${after.ts} AND (ts, seq, id) > (${after.ts}, ${after.seq}, ${after.id})` : Prisma.empty}
      ORDER BY "Trade".ts, seq, id LIMIT ${limit}`;
    const items = rows.map(({ id: _id, seq: _seq, ts, deletedAt, ...trade }) => ({
      ...trade,
      ts: ts.toISOString(),
      deletedAt: deletedAt?.toISOString() ?? null,
    }));
    const last = rows.at(-1);
    return { items, last: last ? { ts: last.ts, seq: last.seq, id: last.id } : null };
  }
}
