import { type Decimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import type { FullOutcome, Outcome } from './correction.ts';
import { type HeldExit, takePart } from './heldExit.ts';
import { lessFees, partOfFees, weighedFees, withUnpriced } from './unpricedFees.ts';

/** A held exit with the fees of it that have no rate. */
export interface PaidExit extends HeldExit {
  exit: FullOutcome;
}

/**
 * `of` for a held exit (and for what was bought back): the change of its fees once more for every asset without a rate,
 * whose amount then stands in the place of the fees. Gross amounts depend on no fee, so these parts add up.
 */
export function heldWithUnpriced(
  held: PaidExit,
  entry: FullOutcome,
  of: (held: HeldExit, entry: Outcome) => Outcome,
): FullOutcome {
  const outcome = of(held, entry);
  const { unpriced } = held.exit;
  if (!unpriced && !entry.unpriced) return outcome;
  const assets = (weighedFees([unpriced, ONE], [entry.unpriced, ONE]) ?? []).map(({ asset }) => asset);
  const inPlace = (paid: FullOutcome, asset: string): Outcome => ({
    gross: paid.gross,
    fees: paid.unpriced?.find((line) => line.asset === asset)?.amount ?? ZERO,
  });
  const changes = assets.map((asset) => ({
    asset,
    amount: of({ ...held, exit: inPlace(held.exit, asset) }, inPlace(entry, asset)).fees,
  }));
  return { ...outcome, unpriced: changes };
}

/** Splits a hold as `takePart` does, its fees without a rate in the same parts. */
export function takeUnpricedPart(held: PaidExit, dq: Decimal): PaidExit {
  const { dq: whole, exit, trip } = held;
  const part: PaidExit = takePart(held, dq);
  const ofExit = partOfFees(exit.unpriced, dq, whole);
  const ofMade = partOfFees(trip.made.unpriced, dq, whole);
  held.exit = withUnpriced(held.exit, lessFees(exit.unpriced, ofExit));
  held.trip = { ...held.trip, made: withUnpriced(held.trip.made, lessFees(trip.made.unpriced, ofMade)) };
  part.exit = withUnpriced(part.exit, ofExit);
  part.trip = { ...part.trip, made: withUnpriced(part.trip.made, ofMade) };
  return part;
}
