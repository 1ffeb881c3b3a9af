import { decimal } from '@twin/shared/primitives/decimal';
import type { ContractLookup } from '../src/ledger/contract.ts';
import { contractTable } from '../src/ledger/contractTable.ts';
import type { Fill } from '../src/ledger/fill.ts';
import { NO_SOURCES } from '../src/ledger/ledger.ts';

/** Every so many histories, beginning with this one, have contracts whose terms no symbol tells. */
const OWN_TERMS = { every: 4, from: 3 };
/** What makes as much of a quanto contract as of a coin. */
const CONTRACTS_PER_COIN = 1_000_000n;
const INVERSE_MULTIPLIER = decimal('100');

const hasOwnTerms = (seed: number) => seed % OWN_TERMS.every === OWN_TERMS.from;

/** Coins become quanto contracts where the table has them, linear contracts pay in another asset than the quote. */
export function underOwnTerms(fills: readonly Fill[], seed: number): Fill[] {
  return hasOwnTerms(seed) ? fills.map(changed) : [...fills];
}

function changed(fill: Fill): Fill {
  const { instrument, symbol, qty } = fill;
  if (instrument === 'linear') return { ...fill, settle: symbol.endsWith('-USD') ? 'USDC' : 'BTC' };
  if (instrument === 'inverse' || !contractTable(symbol, 'quanto')) return fill;
  return { ...fill, instrument: 'quanto', qty: qty * CONTRACTS_PER_COIN };
}

export function contractsOf(seed: number): ContractLookup {
  if (!hasOwnTerms(seed)) return NO_SOURCES.contracts;
  return (symbol, instrument) => {
    if (instrument !== 'inverse') return contractTable(symbol, instrument);
    return { settle: symbol.split('-')[0] ?? '', multiplier: INVERSE_MULTIPLIER, payoff: 'inverse' };
  };
}
