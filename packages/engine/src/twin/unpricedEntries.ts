import { absolute, type Decimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from '../ledger/book.ts';
import { baseOf, type Fill } from '../ledger/fill.ts';
import type { LedgerSources, LedgerStep } from '../ledger/ledger.ts';
import { movementOf } from '../ledger/movement.ts';
import type { FullOutcome } from './correction.ts';
import type { FollowedLot, LotClose } from './lotFollower.ts';
import { lessFees, partOfFees, type UnpricedFees, weighedFees, withUnpriced } from './unpricedFees.ts';

/** The fee of a booked fill when its value in the settlement asset is not known, so that it is in no amount. */
export function unpricedFee(
  fill: Fill,
  step: LedgerStep,
  { contract }: Book,
  { rateAt }: LedgerSources,
): UnpricedFees {
  const { fee, feeAsset, symbol } = fill;
  const isValued = step.fee !== ZERO || feeAsset === contract.settle || feeAsset === baseOf(symbol);
  if (fee === ZERO || isValued) return undefined;
  const { unvalued } = movementOf(fill, contract, rateAt);
  return unvalued ? [unvalued] : undefined;
}

/** A close with the fees that have no rate. */
export interface PaidClose extends LotClose {
  exit: FullOutcome;
  made: FullOutcome | null;
}

/** A close with its share of the fill's own fee, and with what the entry of its coins had paid. */
export function closeWithUnpriced(close: LotClose, exit: UnpricedFees, entry: UnpricedFees): PaidClose {
  if (!exit && !entry) return close;
  const made = close.made && withUnpriced(close.made, weighedFees([exit, ONE], [entry, ONE]));
  return { ...close, exit: withUnpriced(close.exit, exit), made };
}

interface Paid {
  qty: Decimal;
  fees: UnpricedFees;
}

/** What the entries of the open lots of one book paid in assets without a rate: it is in no basis. */
export class UnpricedEntries {
  private readonly lots = new Map<FollowedLot, Paid>();

  /** After a lot was opened. */
  add(lot: FollowedLot, fees: UnpricedFees): void {
    if (fees) this.lots.set(lot, { qty: absolute(lot.qty), fees });
  }

  of(lot: FollowedLot): UnpricedFees {
    return this.lots.get(lot)?.fees;
  }

  /** The part of the coins that left the lot since the last time. */
  take(lot: FollowedLot): UnpricedFees {
    const paid = this.lots.get(lot);
    if (!paid) return undefined;
    const left = absolute(lot.qty);
    const taken = partOfFees(paid.fees, paid.qty - left, paid.qty);
    if (left === ZERO) this.lots.delete(lot);
    else this.lots.set(lot, { qty: left, fees: lessFees(paid.fees, taken) });
    return taken;
  }

  /** The same of every lot that coins left, by the fill that opened it. */
  takeAll(): Map<string, UnpricedFees> {
    const taken = new Map<string, UnpricedFees>();
    for (const [held, { qty }] of [...this.lots])
      if (absolute(held.qty) !== qty) taken.set(held.lot.id, this.take(held));
    return taken;
  }

  clear(): void {
    this.lots.clear();
  }
}
