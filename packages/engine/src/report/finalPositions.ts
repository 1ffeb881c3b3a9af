import { unitPrice } from '../ledger/contract.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { HeldPosition } from './odean.ts';

/** What is held after the last fill, by book key. */
export function finalPositions(ledger: Ledger): Map<string, HeldPosition> {
  const finals = new Map<string, HeldPosition>();
  for (const [key, { contract, position, episode }] of ledger.books) {
    if (!episode) continue;
    const avgCost = position.known ? unitPrice(contract, position.qty, position.basis) : null;
    finals.set(key, { qty: position.qty, avgCost });
  }
  return finals;
}
