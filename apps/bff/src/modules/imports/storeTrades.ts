import type { TradeCounts } from '@twin/shared/dto/import';
import type { TradeDto } from '@twin/shared/dto/trade';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { tradeIdOf } from '../trades/index.ts';
import type { FileTrade } from './fileBatches.ts';
import { findCopies } from './findCopies.ts';
import type { ImportRepos } from './importRepos.ts';

/** What was stored, and how many rows of the file it took: one trade may take several. */
export interface StoredTrades {
  rows: TradeCounts;
  trades: TradeCounts;
  /** Keys of the accounts that the trades are in. */
  accounts: string[];
}

/** A trade on its way in. */
export interface IncomingTrade extends Omit<FileTrade, 'line' | 'venueId' | 'tsText' | 'wallTime' | 'lines'> {
  /** null when no file made it. */
  line: number | null;
  /** Rows that made it. */
  lines: readonly number[];
}

/** The import that the trades come with. */
export interface StoringImport {
  id: string;
  format: string;
  isReplacing: boolean;
}

/**
 * Stores trades with their link to the import, and marks the scores from the oldest change on as outdated. A fill that
 * another source has brought already is linked and not stored again.
 */
export async function storeTrades(
  repos: ImportRepos,
  userId: string,
  entry: StoringImport,
  trades: readonly IncomingTrade[],
): Promise<StoredTrades> {
  const stored: StoredTrades = {
    rows: { accepted: 0, duplicate: 0 },
    trades: { accepted: 0, duplicate: 0 },
    accounts: [...new Set(trades.map(({ account }) => account))],
  };
  if (trades.length === 0) return stored;
  await repos.tradingAccounts.ensure(userId, stored.accounts);
  if (entry.isReplacing) await repos.scoreStates.lock(userId);
  const items = trades.map((trade) => tradeDto(userId, trade));
  const copies = await findCopies(repos, userId, { importId: entry.id, format: entry.format }, items);
  const own = copies.size === 0 ? items : items.filter(({ id }) => !copies.has(id));
  const fresh = new Set((await repos.trades.upsertMany(userId, own)).newIds);
  const links = items.map(({ id }, index) => {
    return { tradeId: copies.get(id) ?? id, line: trades[index]?.line ?? null };
  });
  await repos.imports.linkTrades(userId, entry.id, links);
  if (copies.size > 0) {
    const pairs = [...copies].map(([id, tradeId]) => ({ id, tradeId }));
    await repos.tradeCopies.insert(userId, entry.id, pairs);
  }
  await buryDeleted(repos, userId, trades, items, fresh);
  const replaced = entry.isReplacing ? await repos.tradeConflicts.replace(userId, own) : null;
  let since = replaced?.getTime() ?? Number.POSITIVE_INFINITY;
  trades.forEach(({ ts, lines }, index) => {
    const isNew = fresh.delete(items[index]?.id ?? '');
    const kind = isNew ? 'accepted' : 'duplicate';
    stored.rows[kind] += lines.length;
    stored.trades[kind] += 1;
    if (isNew) since = Math.min(since, ts);
  });
  if (Number.isFinite(since)) await repos.scoreStates.markStale(userId, new Date(since));
  return stored;
}

/** What was deleted where an export comes from stays deleted. */
async function buryDeleted(
  { trades: repo }: Pick<ImportRepos, 'trades'>,
  userId: string,
  trades: readonly IncomingTrade[],
  items: readonly TradeDto[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  for (const [index, { deletedAt }] of trades.entries()) {
    const id = items[index]?.id ?? '';
    if (deletedAt && fresh.has(id)) await repo.setDeletedAt(userId, id, deletedAt);
  }
}

/** A trade as the product keeps it. */
export function tradeDto(userId: string, trade: IncomingTrade): TradeDto {
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
