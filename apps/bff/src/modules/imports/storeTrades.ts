import type { TradeDto } from '@twin/shared/dto/trade';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { tradeIdOf } from '../trades/index.ts';
import type { FileTrade } from './fileBatches.ts';
import type { ImportRepos } from './importRepos.ts';

/** Rows of the file, not trades: one trade may take several. */
export interface StoredRows {
  accepted: number;
  duplicate: number;
}

/** Stores trades with their link to the import, and marks the scores from the oldest new one on as outdated. */
export async function storeTrades(
  repos: ImportRepos,
  userId: string,
  importId: string,
  trades: readonly FileTrade[],
): Promise<StoredRows> {
  const rows: StoredRows = { accepted: 0, duplicate: 0 };
  if (trades.length === 0) return rows;
  await repos.tradingAccounts.ensure(userId, [...new Set(trades.map(({ account }) => account))]);
  const items = trades.map((trade) => tradeDto(userId, trade));
  const fresh = new Set((await repos.trades.upsertMany(userId, items)).newIds);
  const links = items.map(({ id }, index) => ({ tradeId: id, line: trades[index]?.line ?? null }));
  await repos.imports.linkTrades(userId, importId, links);
  await buryDeleted(repos, userId, trades, items, fresh);
  let since = Number.POSITIVE_INFINITY;
  trades.forEach(({ ts, lines }, index) => {
    if (fresh.delete(items[index]?.id ?? '')) {
      rows.accepted += lines.length;
      since = Math.min(since, ts);
    } else rows.duplicate += lines.length;
  });
  if (rows.accepted > 0) await repos.scoreStates.markStale(userId, new Date(since));
  return rows;
}

/** What was deleted where an export comes from stays deleted. */
async function buryDeleted(
  { trades: repo }: Pick<ImportRepos, 'trades'>,
  userId: string,
  trades: readonly FileTrade[],
  items: readonly TradeDto[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  for (const [index, { deletedAt }] of trades.entries()) {
    const id = items[index]?.id ?? '';
    if (deletedAt && fresh.has(id)) await repo.setDeletedAt(userId, id, deletedAt);
  }
}

/** A trade of a file as the product keeps it. */
export function tradeDto(userId: string, trade: FileTrade): TradeDto {
  return {
    id: tradeIdOf(userId, trade.broker, trade.extId),
    broker: trade.broker,
    account: trade.account,
    extId: trade.extId,
    symbol: trade.symbol,
    instrument: trade.instrument,
    side: trade.side,
    qty: formatDecimal(trade.qty),
    price: formatDecimal(trade.price),
    fee: formatDecimal(trade.fee),
    feeAsset: trade.feeAsset,
    ts: new Date(trade.ts).toISOString(),
    seq: trade.seq,
    orderId: trade.orderId,
    orderType: trade.orderType,
    startPosition: trade.startPosition === null ? null : formatDecimal(trade.startPosition),
    settle: trade.settle,
  };
}
