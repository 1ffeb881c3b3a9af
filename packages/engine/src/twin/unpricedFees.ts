import { type Decimal, multiply, multiplyDivide, ONE } from '@twin/shared/primitives/decimal';
import type { AssetAmount } from '../ledger/decision.ts';
import { addAmount } from '../money/assetAmounts.ts';

/** Fees in assets without a rate, in units of each, one line per asset; undefined without any. */
export type UnpricedFees = readonly AssetAmount[] | undefined;

/** The sum of several, each times its weight. */
export function weighedFees(...parts: (readonly [fees: UnpricedFees, weight: Decimal])[]): UnpricedFees {
  let sum: AssetAmount[] | undefined;
  for (const [fees, weight] of parts) {
    for (const { asset, amount } of fees ?? []) {
      sum ??= [];
      addAmount(sum, asset, multiply(amount, weight));
    }
  }
  return sum;
}

export function partOfFees(fees: UnpricedFees, part: Decimal, whole: Decimal): UnpricedFees {
  return fees?.map(({ asset, amount }) => ({ asset, amount: multiplyDivide(amount, part, whole) }));
}

/** What is left of them. */
export function lessFees(fees: UnpricedFees, taken: UnpricedFees): UnpricedFees {
  return weighedFees([fees, ONE], [taken, -ONE]);
}

/** The outcome with its fees that have no rate; the same object where there are none. */
export function withUnpriced<Of extends object>(outcome: Of, unpriced: UnpricedFees): Of {
  return unpriced ? { ...outcome, unpriced } : outcome;
}
