import { type Decimal, divideRounded, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { baseOf, type Fill, type Instrument, quoteOf } from './fill.ts';

/** How a quantity and a price become money, and in which asset. */
export interface Contract {
  /** The asset that profit and loss are paid in. */
  settle: string;
  /** Settlement units per contract and price unit (linear), or quote units per contract (inverse). */
  multiplier: Decimal;
  payoff: 'linear' | 'inverse';
}

/** The contract table: null when the symbol is not in it. Spot and margin never ask it. */
export type ContractLookup = (symbol: string, instrument: Instrument) => Contract | null;

const linearContracts = new Map<string, Contract>();

/**
 * The contract of a fill. Spot and margin pay in the quote asset, one to one. Derivatives are as the
 * table says; without it a linear one pays in the quote asset, an inverse one in the base asset with one
 * quote unit per contract, and a quanto has no default, so null means: name it in the table. What the fill
 * itself says of its settlement comes before all of these.
 */
export function contractOf(
  fill: Pick<Fill, 'instrument' | 'symbol' | 'settle'>,
  lookup: ContractLookup,
): Contract | null {
  const { instrument, symbol, settle } = fill;
  if (instrument === 'spot' || instrument === 'margin') return linearIn(quoteOf(symbol));
  const listed = lookup(symbol, instrument);
  if (listed || instrument === 'quanto') return listed && { ...listed, settle: settle ?? listed.settle };
  if (instrument === 'inverse') return { settle: amountAsset(fill), multiplier: ONE, payoff: 'inverse' };
  return linearIn(amountAsset(fill));
}

/** What trades of a market say of their contract where instrument and symbol do not tell it. */
export interface OwnTerms {
  /** The asset that it pays in. */
  settle?: string;
  /** That of the contract. */
  multiplier?: Decimal;
}

type Traded = Pick<Fill, 'instrument' | 'symbol'>;

export function ownTerms({ settle, multiplier }: Contract, traded: Traded): OwnTerms {
  const terms: OwnTerms = {};
  if (settle !== amountAsset(traded)) terms.settle = settle;
  if (multiplier !== ONE) terms.multiplier = multiplier;
  return terms;
}

/** The asset that amounts are in: notional, profit and loss, and what is held. Amounts of two are never compared. */
export function amountAsset({ instrument, symbol, settle }: Traded & { settle?: string | null }): string {
  return settle ?? (instrument === 'inverse' ? baseOf(symbol) : quoteOf(symbol));
}

/** One shared object per asset. */
function linearIn(asset: string): Contract {
  let contract = linearContracts.get(asset);
  if (!contract) {
    contract = { settle: asset, multiplier: ONE, payoff: 'linear' };
    linearContracts.set(asset, contract);
  }
  return contract;
}

/**
 * What holding the signed quantity at a price is worth against zero, in settlement units: qty × price,
 * or -qty ÷ price for an inverse. Buying pays it, selling receives it, so P&L is a difference of two.
 */
export function exposure(contract: Contract, qty: Decimal, price: Decimal): Decimal {
  if (contract.payoff === 'inverse') {
    return price === ZERO ? ZERO : -divideRounded(qty * contract.multiplier, price);
  }
  const value = multiply(qty, price);
  return contract.multiplier === ONE ? value : multiply(value, contract.multiplier);
}

/** The price at which `qty` has this exposure: the inverse function of `exposure`. */
export function unitPrice(contract: Contract, qty: Decimal, value: Decimal): Decimal | null {
  if (contract.payoff === 'inverse') {
    return value === ZERO ? null : -divideRounded(qty * contract.multiplier, value);
  }
  if (qty === ZERO) return null;
  if (contract.multiplier === ONE) return divideRounded(value * ONE, qty);
  return divideRounded(value * ONE * ONE, qty * contract.multiplier);
}
