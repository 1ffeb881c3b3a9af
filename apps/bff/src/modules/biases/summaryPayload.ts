import type { UnexplainedTotal } from '@twin/engine/fold/accountFold';
import type { ViewTotals } from '@twin/engine/fold/accountPeek';
import { ALL_ACCOUNTS } from '@twin/engine/fold/accountView';
import type { SymbolTotals } from '@twin/engine/ledger/summary';
import type { MatchedTransfers, Transfer } from '@twin/engine/ledger/transfer';
import { sumAmounts } from '@twin/engine/money/assetAmounts';
import type { AccountSummary } from '@twin/shared/dto/account';
import { absolute, type Decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';

/** The totals of one account as they are stored and sent; versions are added when read. */
export type SummaryPayload = Omit<AccountSummary, 'dataVersion' | 'engineVersion' | 'isUpdating'>;

export function summaryPayload(
  totals: ViewTotals,
  unexplained: readonly UnexplainedTotal[],
  transfers: MatchedTransfers,
): SummaryPayload {
  return {
    byQuote: totals.byAsset.map((line) => ({
      asset: line.asset,
      realisedPnl: formatDecimal(line.realisedPnl),
      unrealisedPnl: optional(line.unrealisedPnl),
      fees: formatDecimal(line.fees),
      funding: formatDecimal(line.funding),
      episodes: line.episodes,
      knownEpisodes: line.knownEpisodes,
      breakEven: line.breakEven,
      winRate: line.winRate,
      decidedWinRate: line.decidedWinRate,
      profitFactor: line.profitFactor,
      maxDrawdown: formatDecimal(line.maxDrawdown),
    })),
    bySymbol: totals.bySymbol.map((line) => ({
      symbol: line.symbol,
      asset: line.asset,
      fills: line.fills,
      position: formatDecimal(line.position),
      avgCost: optional(line.avgCost),
      realisedPnl: formatDecimal(line.realisedPnl),
      realisedPnlGross: formatDecimal(line.realisedPnlGross),
      funding: formatDecimal(line.funding),
      fees: line.fees.map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) })),
      ratedFees: line.ratedFees.map(({ asset, amount, value, quality }) => {
        return { asset, amount: formatDecimal(amount), value: formatDecimal(value), quality };
      }),
      unknownCostQty: formatDecimal(line.unknownCostQty),
    })),
    unexplained: unexplainedLines(totals.bySymbol, unexplained),
    transfers: transferLines(totals.account, transfers),
    unconverted: sumAmounts(totals.bySymbol.map((line) => line.unvaluedFees)).map(({ asset, amount }) => ({
      asset,
      amount: formatDecimal(amount),
      kind: 'fee',
    })),
    trades: totals.fills,
  };
}

/** Symbols whose history does not tell where coins came from: how many, and what their sale brought. */
function unexplainedLines(
  symbols: readonly SymbolTotals[],
  unexplained: readonly UnexplainedTotal[],
): SummaryPayload['unexplained'] {
  return symbols.flatMap(({ symbol, asset, unknownCostQty, unknownProceeds }) => {
    const jumps = unexplained.filter((line) => line.symbol === symbol).map(({ qty }) => absolute(qty));
    const qty = unknownCostQty > ZERO ? unknownCostQty : jumps.reduce((sum, jump) => sum + jump, ZERO);
    if (qty === ZERO) return [];
    return [{ symbol, asset, qty: formatDecimal(qty), proceeds: formatDecimal(unknownProceeds) }];
  });
}

/** How many of the account's transfers met their other side, and what came from or went to elsewhere by coin. */
function transferLines(view: string, { pairs, unmatched }: MatchedTransfers): SummaryPayload['transfers'] {
  const isOwn = ({ account }: Transfer) => view === ALL_ACCOUNTS || account === view;
  const lines = new Map<string, { asset: string; way: 'in' | 'out'; count: number; qty: Decimal }>();
  for (const { asset, amount } of unmatched.filter(isOwn)) {
    const way = amount > ZERO ? 'in' : 'out';
    const line = lines.get(`${asset} ${way}`) ?? { asset, way, count: 0, qty: ZERO };
    lines.set(`${asset} ${way}`, { ...line, count: line.count + 1, qty: line.qty + absolute(amount) });
  }
  return {
    matched: pairs.filter((pair) => isOwn(pair.in) || isOwn(pair.out)).length,
    unmatched: [...lines.keys()].sort().flatMap((key) => {
      const line = lines.get(key);
      return line ? [{ ...line, qty: formatDecimal(line.qty) }] : [];
    }),
  };
}

function optional(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
