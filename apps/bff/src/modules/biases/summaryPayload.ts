import type { UnexplainedTotal } from '@twin/engine/fold/accountFold';
import type { ViewTotals } from '@twin/engine/fold/accountPeek';
import type { SymbolTotals } from '@twin/engine/ledger/summary';
import { sumAmounts } from '@twin/engine/money/assetAmounts';
import type { AccountSummary } from '@twin/shared/dto/account';
import { absolute, type Decimal, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';

/** The totals of one account as they are stored and sent; versions are added when read. */
export type SummaryPayload = Omit<AccountSummary, 'dataVersion' | 'engineVersion' | 'isUpdating'>;

export function summaryPayload(totals: ViewTotals, unexplained: readonly UnexplainedTotal[]): SummaryPayload {
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

function optional(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}
