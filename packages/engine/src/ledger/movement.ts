import { absolute, type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { type Contract, exposure } from './contract.ts';
import type { AssetAmount } from './decision.ts';
import { baseOf, type Fill } from './fill.ts';

/** Settlement units per unit of `asset` at a time; null when nobody knows. Never a guess of 1. */
export type RateLookup = (asset: string, settle: string, ts: number) => Decimal | null;

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
  if (fill.fee === ZERO || asset === null) {
    return { dq: signed, cash: paid, grossCash: paid, notional, unvalued: null };
  }
  if (asset === contract.settle) {
    return { dq: signed, cash: paid - fill.fee, grossCash: paid, notional, unvalued: null };
  }
  if (asset === baseOf(fill.symbol)) {
    const inCoin = fill.instrument === 'spot' || fill.instrument === 'margin';
    if (!inCoin) {
      return {
        dq: signed,
        cash: paid - multiply(fill.fee, fill.price),
        grossCash: paid,
        notional,
        unvalued: null,
      };
    }
    const dq = signed - fill.fee;
    return { dq, cash: paid, grossCash: -exposure(contract, dq, fill.price), notional, unvalued: null };
  }
  const rate = rateAt(asset, contract.settle, fill.ts);
  if (rate === null) {
    return { dq: signed, cash: paid, grossCash: paid, notional, unvalued: { asset, amount: fill.fee } };
  }
  return { dq: signed, cash: paid - multiply(fill.fee, rate), grossCash: paid, notional, unvalued: null };
}
