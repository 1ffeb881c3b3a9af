import type { Decimal } from '@twin/shared/primitives/decimal';
import type { AssetAmount } from '../ledger/decision.ts';

/** Adds an amount to the line of its asset in place; lines stay in order of first use. */
export function addAmount(lines: AssetAmount[], asset: string, amount: Decimal): void {
  const line = lines.find((candidate) => candidate.asset === asset);
  if (line) line.amount += amount;
  else lines.push({ asset, amount });
}

/** The sum of several lists, one line per asset, ordered by asset name. */
export function sumAmounts(lists: Iterable<readonly AssetAmount[]>): AssetAmount[] {
  const sum: AssetAmount[] = [];
  for (const lines of lists) for (const line of lines) addAmount(sum, line.asset, line.amount);
  return sum.sort((a, b) => (a.asset < b.asset ? -1 : 1));
}
