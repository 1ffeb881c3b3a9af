import { type Decimal, decimal } from '@twin/shared/primitives/decimal';
import { baseOf } from '../ledger/fill.ts';

/**
 * Half of the usual spread as a share of the price, where the account's own slippage is not known: 5 basis points
 * for the majors, 20 for all others. Every alternative pays it. Source: design page science, section 5.
 */
const MAJOR_BPS = 5;
const OTHER_BPS = 20;
const MAJORS = new Set(['BTC', 'ETH']);
const BASIS_POINT: Decimal = decimal('0.0001');

export function slippageBps(symbol: string): number {
  return MAJORS.has(baseOf(symbol)) ? MAJOR_BPS : OTHER_BPS;
}

export function slippageShare(symbol: string): Decimal {
  return BigInt(slippageBps(symbol)) * BASIS_POINT;
}
