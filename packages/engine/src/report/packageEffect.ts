import { toNumber } from '@twin/shared/primitives/decimal';
import { roundTo } from '../biases/model.ts';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import { EFFECT_FROM } from '../stats/verdict.ts';
import type { Effect } from './biasReport.ts';
import type { MarkLookup } from './odean.ts';
import { meanEffect, packageCounts } from './packageCounts.ts';

/**
 * The disposition effect by `method: "package"` (R package dispositionEffect), for comparison with studies that used
 * it. It counts at every trade and averages over assets, so it can differ from Odean's in sign. No interval.
 */
export function packageEffect(decisions: readonly Decision[], markAt: MarkLookup): Effect[] {
  if (decisions.length < EFFECT_FROM) return [];
  const symbols = new Map(decisions.map((decision) => [bookKey(decision), decision.symbol]));
  const trades = decisions.map((decision) => ({
    asset: bookKey(decision),
    side: decision.side,
    qty: toNumber(decision.qty),
    price: toNumber(decision.vwap),
    ts: decision.ts,
  }));
  const value = meanEffect(
    packageCounts(trades, (asset, ts) => {
      const mark = markAt(symbols.get(asset) ?? '', ts);
      return mark === null ? null : toNumber(mark);
    }),
  );
  if (value === null) return [];
  const estimator = 'method "package": counts at every trade, mean over assets';
  return [{ name: 'PGR − PLR', value: roundTo(value, 4), ciLow: null, ciHigh: null, estimator }];
}
