import type { Decimal } from '@twin/shared/primitives/decimal';
import type { AssetAmount, RatedFee } from '../ledger/decision.ts';

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

/** Adds a valued fee to the line of its asset and quality in place. */
export function addRated(lines: RatedFee[], fee: RatedFee): void {
  const line = lines.find(({ asset, quality }) => asset === fee.asset && quality === fee.quality);
  if (line) {
    line.amount += fee.amount;
    line.value += fee.value;
  } else lines.push({ ...fee });
}

/** The sum of several lists, one line per asset and quality, in the order of their names. */
export function sumRated(lists: Iterable<readonly RatedFee[]>): RatedFee[] {
  const sum: RatedFee[] = [];
  for (const lines of lists) for (const line of lines) addRated(sum, line);
  const key = ({ asset, quality }: RatedFee): string => `${asset} ${quality}`;
  return sum.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
