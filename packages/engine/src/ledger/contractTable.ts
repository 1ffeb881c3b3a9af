import { decimal } from '@twin/shared/primitives/decimal';
import type { Contract, ContractLookup } from './contract.ts';

/**
 * Bitcoin paid for one contract and one dollar of price, as the exchange states it in its contract guides
 * (https://www.bitmex.com/app/seriesGuide/ETHUSD, https://www.bitmex.com/app/perpetualContractsGuide for XRPUSD and
 * the launch notes of the others) and in satoshi as the multiplier of its list of instruments. A contract that is not
 * listed has no default: its fills are refused by name rather than computed with a guess.
 */
const QUANTO_MULTIPLIERS: Readonly<Record<string, string>> = {
  'ETH-USD': '0.000001',
  'BCH-USD': '0.000001',
  'LTC-USD': '0.000002',
  'XRP-USD': '0.0002',
};

const QUANTOS: ReadonlyMap<string, Contract> = new Map(
  Object.entries(QUANTO_MULTIPLIERS).map(([symbol, multiplier]) => [
    symbol,
    { settle: 'BTC', multiplier: decimal(multiplier), payoff: 'linear' },
  ]),
);

/** The terms that are no default: those of quanto contracts. */
export const contractTable: ContractLookup = (symbol, instrument) =>
  instrument === 'quanto' ? (QUANTOS.get(symbol) ?? null) : null;
