import { absolute, type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import type { RateLookup } from '../market/rate.ts';
import { type Contract, exposure } from './contract.ts';
import type { AssetAmount, RatedFee } from './decision.ts';
import { baseOf, type Fill } from './fill.ts';

/** What one fill moves: coins and money, both signed from the trader's side. */
export interface Movement {
  /** Change of the position in base units, a fee in the base coin already taken off. */
  dq: Decimal;
  /** Settlement units received (paid below zero), every fee of known value included. */
  cash: Decimal;
  /** The same before fees: -exposure(dq, price). grossCash - cash is the fee's value. */
  grossCash: Decimal;
  /** Size of the executed quantity in settlement units, a fee in the coin not taken off. */
  notional: Decimal;
  /** The fee when its value in the settlement asset is unknown: in no cash figure, shown as its own line. */
  unvalued: AssetAmount | null;
  /** A fee in a third currency that was valued by a rate: its value is in the cash. */
  rated: RatedFee | null;
}

/**
 * The fee rule that keeps every identity exact: a fee in the coin reduces the coin, a fee in the
 * settlement asset goes into the cost, a third currency is valued by the rate at the fill's time or
 * stays unvalued. Rebates are negative fees. Source: design page science, section 2.
 */
export function movementOf(fill: Fill, contract: Contract, rateAt: RateLookup): Movement {
  const signed = fill.side === 'buy' ? fill.qty : -fill.qty;
  const paid = -exposure(contract, signed, fill.price);
  const notional = absolute(paid);
  const asset = fill.feeAsset;
  const plain: Movement = { dq: signed, cash: paid, grossCash: paid, notional, unvalued: null, rated: null };
  if (fill.fee === ZERO || asset === null) return plain;
  if (asset === contract.settle) return { ...plain, cash: paid - fill.fee };
  if (asset === baseOf(fill.symbol)) {
    if (!isPaidInCoin(fill)) return { ...plain, cash: paid - multiply(fill.fee, fill.price) };
    const dq = positionChange(fill);
    return { ...plain, dq, grossCash: -exposure(contract, dq, fill.price) };
  }
  const found = rateAt(asset, contract.settle, fill.ts);
  if (found === null) return { ...plain, unvalued: { asset, amount: fill.fee } };
  const value = multiply(fill.fee, found.rate);
  return {
    ...plain,
    cash: paid - value,
    rated: { asset, amount: fill.fee, value, quality: found.quality },
  };
}

/** What the position is changed by. */
export type CoinChange = Pick<Fill, 'side' | 'qty' | 'symbol' | 'instrument' | 'fee' | 'feeAsset'>;

/** `dq` of a fill's movement, which no contract and no rate changes. */
export function positionChange(fill: CoinChange): Decimal {
  const signed = fill.side === 'buy' ? fill.qty : -fill.qty;
  return isPaidInCoin(fill) ? signed - fill.fee : signed;
}

/** Whether the fee was taken off the coins that were traded. */
function isPaidInCoin({ symbol, instrument, feeAsset }: CoinChange): boolean {
  return feeAsset === baseOf(symbol) && (instrument === 'spot' || instrument === 'margin');
}
