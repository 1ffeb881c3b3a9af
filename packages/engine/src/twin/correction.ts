import { type Decimal, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { ALTERNATIVES, type Alternative, type CostLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { type Factor, sharePerWeight } from './shapley.ts';
import { lessFees, type UnpricedFees, weighedFees, withUnpriced } from './unpricedFees.ts';

/** Money in the settlement asset: the result before fees, and the fees. */
export interface Outcome {
  gross: Decimal;
  fees: Decimal;
}

/** The same with the fees in assets without a rate, which are in neither of the two. Absent without any. */
export interface FullOutcome extends Outcome {
  unpriced?: UnpricedFees;
}

/** What one entry brought in and one exit (or the mark of an open position) took out: a part of a round trip. */
export interface RoundTrip {
  made: FullOutcome;
  /** The flags of both ends; null where nothing was found. */
  entry: Flag | null;
  exit: Flag | null;
  /** What holding on beyond the exit would have added; null without an alternative to it. */
  held: FullOutcome | null;
}

/** How a flagged decision's label changes the result when the twin does something else. */
export interface Correction {
  flag: Flag;
  label: CostLabel;
  change: FullOutcome;
  /** The same if the twin did something else for this label alone: these do not add up to the whole. */
  alone: FullOutcome;
}

interface Player {
  flag: Flag;
  label: CostLabel;
  /** What it adds to its factor. */
  weight: Decimal;
}

/**
 * What the labels do to a round trip, as factors: of the entry the twin keeps a share (`taken` × `sized`), and of what
 * is kept it holds a share on beyond the exit (`longer`). Confidences are shares of the hazard that brought the act
 * about, so those of competing causes add up.
 */
interface Factors {
  taken: Player[];
  sized: Player[];
  longer: Player[];
}

/** The change of the twin's result against what the round trip made, with every label neutralised. */
export function wholeCorrection(trip: RoundTrip): FullOutcome {
  const { taken, sized, longer } = factorsOf(trip);
  const kept = multiply(ONE + sumOf(taken), ONE + sumOf(sized));
  return weighed(trip, kept - ONE, multiply(kept, sumOf(longer)));
}

/**
 * The change by label: Shapley values over the labels of this round trip. The value of a whole history is the sum over
 * its round trips and a label that does not touch one of them adds nothing there, so the sums of these parts are the
 * exact Shapley values of the history over all labels, without replaying it for each of the 128 coalitions. The last
 * one takes what rounding leaves, so that the parts add up to the whole.
 */
export function correctionsOf(trip: RoundTrip): Correction[] {
  const factors = factorsOf(trip);
  const { taken, sized, longer } = factors;
  const made = sharePerWeight([entryFactor(taken), entryFactor(sized)]);
  const held = sharePerWeight([entryFactor(taken), entryFactor(sized), exitFactor(longer)]);
  let rest = wholeCorrection(trip);
  const players = [taken, sized, longer].flatMap((some, factor) =>
    some.map((player) => ({
      player,
      ofMade: multiply(player.weight, made[factor] ?? ZERO),
      ofHeld: multiply(player.weight, held[factor] ?? ZERO),
      isOfHold: some === longer,
    })),
  );
  return players.map(({ player: { flag, label, weight }, ofMade, ofHeld, isOfHold }, index) => {
    const alone = isOfHold ? weighed(trip, ZERO, weight) : weighed(trip, weight, ZERO);
    if (index === players.length - 1) return { flag, label, change: rest, alone };
    const change = weighed(trip, ofMade, ofHeld);
    rest = less(rest, change);
    return { flag, label, change, alone };
  });
}

/** What the twin keeps of an entry with every label neutralised. */
export function keptShare(entry: Flag): Decimal {
  return multiply(ONE + sumOf(skipsOf(entry)), ONE + sumOf(sizesOf(entry)));
}

function factorsOf({ entry, exit, held }: RoundTrip): Factors {
  return {
    taken: entry ? skipsOf(entry) : [],
    sized: entry ? sizesOf(entry) : [],
    longer: exit && held ? playersOf(exit, 'hold', ONE) : [],
  };
}

function skipsOf(entry: Flag): Player[] {
  return playersOf(entry, 'skip', -ONE);
}

function sizesOf(entry: Flag): Player[] {
  return playersOf(entry, 'size', entry.usualShare - ONE);
}

function playersOf(flag: Flag, alternative: Alternative, unit: Decimal): Player[] {
  const players: Player[] = [];
  for (const [label, confidence] of flag.confidences) {
    if (ALTERNATIVES[label] === alternative)
      players.push({ flag, label, weight: multiply(confidence, unit) });
  }
  return players;
}

function entryFactor(players: readonly Player[]): Factor {
  return { base: ONE, weights: players.map(({ weight }) => weight) };
}

function exitFactor(players: readonly Player[]): Factor {
  return { base: ZERO, weights: players.map(({ weight }) => weight) };
}

function sumOf(players: readonly Player[]): Decimal {
  return players.reduce((sum, { weight }) => sum + weight, ZERO);
}

/** So much of what the round trip made and of what holding on would have added. */
function weighed({ made, held }: RoundTrip, ofMade: Decimal, ofHeld: Decimal): FullOutcome {
  const amount = (what: keyof Outcome): Decimal =>
    multiply(ofMade, made[what]) + multiply(ofHeld, held?.[what] ?? ZERO);
  const change = { gross: amount('gross'), fees: amount('fees') };
  if (!made.unpriced && !held?.unpriced) return change;
  return withUnpriced(change, weighedFees([made.unpriced, ofMade], [held?.unpriced, ofHeld]));
}

function less(one: FullOutcome, other: FullOutcome): FullOutcome {
  const rest = { gross: one.gross - other.gross, fees: one.fees - other.fees };
  return one.unpriced ? withUnpriced(rest, lessFees(one.unpriced, other.unpriced)) : rest;
}
