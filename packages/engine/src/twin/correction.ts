import { type Decimal, minimum, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { ALTERNATIVES, type CostLabel, isHoldLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { shapleyValues } from './shapley.ts';

/** Money in the settlement asset: the result before fees, and the fees. */
export interface Outcome {
  gross: Decimal;
  fees: Decimal;
}

/** What one entry brought in and one exit (or the mark of an open position) took out: a part of a round trip. */
export interface RoundTrip {
  made: Outcome;
  /** The flags of both ends; null where nothing was found. */
  entry: Flag | null;
  exit: Flag | null;
  /** What holding on beyond the exit would have added; null without an alternative to it. */
  held: Outcome | null;
}

/** How a flagged decision's label changes the result when the twin does something else. */
export interface Correction {
  flag: Flag;
  label: CostLabel;
  change: Outcome;
}

interface Player {
  flag: Flag;
  label: CostLabel;
  confidence: Decimal;
}

/** The change of the twin's result against what the round trip made, with every label neutralised. */
export function wholeCorrection(trip: RoundTrip): Outcome {
  return changeOf(trip, playersOf(trip));
}

/**
 * The change by label: Shapley values over the labels of this round trip. The value of a whole history is the sum over
 * its round trips and a label that does not touch one of them adds nothing there, so the sums of these parts are the
 * exact Shapley values of the history over all labels, without replaying it for each of the 128 coalitions.
 */
export function correctionsOf(trip: RoundTrip): Correction[] {
  const players = playersOf(trip);
  const coalitions = Array.from({ length: 1 << players.length }, (_, bits) =>
    changeOf(
      trip,
      players.filter((_player, index) => (bits >> index) & 1),
    ),
  );
  const gross = shapleyValues(coalitions.map((change) => change.gross));
  const fees = shapleyValues(coalitions.map((change) => change.fees));
  return players.map(({ flag, label }, index) => ({
    flag,
    label,
    change: { gross: gross[index] ?? ZERO, fees: fees[index] ?? ZERO },
  }));
}

function playersOf({ entry, exit, held }: RoundTrip): Player[] {
  const players: Player[] = [];
  const add = (flag: Flag, isWanted: (label: CostLabel) => boolean) => {
    for (const [label, confidence] of flag.confidences) {
      if (isWanted(label)) players.push({ flag, label, confidence });
    }
  };
  if (entry) add(entry, (label) => !isHoldLabel(label));
  if (exit && held) add(exit, isHoldLabel);
  return players;
}

/**
 * Of the entry the twin keeps a share, and of what is kept it holds a share on beyond the exit. Confidences are
 * shares of the hazard that brought the act about, so those of competing causes add up, to the whole at most.
 */
function changeOf({ made, held, entry }: RoundTrip, players: readonly Player[]): Outcome {
  const skipped = shareOf(players, 'skip');
  const shrunk = multiply(shareOf(players, 'size'), ONE - (entry?.usualShare ?? ONE));
  const kept = multiply(ONE - skipped, ONE - shrunk);
  const longer = shareOf(players, 'hold');
  const changed = (what: keyof Outcome) =>
    multiply(kept, made[what] + multiply(longer, held?.[what] ?? ZERO)) - made[what];
  return { gross: changed('gross'), fees: changed('fees') };
}

function shareOf(players: readonly Player[], alternative: string): Decimal {
  let sum = ZERO;
  for (const { label, confidence } of players) if (ALTERNATIVES[label] === alternative) sum += confidence;
  return minimum(ONE, sum);
}

/** What the twin keeps of an entry with every label neutralised. */
export function keptShare(entry: Flag): Decimal {
  const trip: RoundTrip = { made: { gross: ONE, fees: ZERO }, entry, exit: null, held: null };
  return ONE + wholeCorrection(trip).gross;
}
