import { absolute, type Decimal } from '@twin/shared/primitives/decimal';
import { exposure } from '../ledger/contract.ts';
import type { Moment } from './moments.ts';

/** What was held before the decision, at the decision's price: settlement units, as its notional. */
export function heldSize({
  contract,
  decision: { before, vwap },
}: Pick<Moment, 'contract' | 'decision'>): Decimal {
  return absolute(exposure(contract, before.qty, vwap));
}
