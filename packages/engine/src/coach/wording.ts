import type { DecisionLabel } from '@twin/shared/primitives/label';
import {
  countFact,
  directionFact,
  durationFact,
  type Fact,
  type Facts,
  percentFact,
  ratioFact,
} from './fact.ts';

/** A tag with what the sentence about it may use. */
export interface TaggedDecision {
  decisionId: string;
  label: DecisionLabel;
  confidence: number;
  side: 'buy' | 'sell';
  symbol: string;
  /** First fill, UTC milliseconds. */
  ts: number;
  features: Readonly<Record<string, { value: number; contribution: number }>>;
}

/** A pattern in words: what was seen, what else it may have been, and a question. Facts fill the braces. */
export interface Wording {
  /** Continues "On {day} you …". */
  seen: string;
  facts: Facts;
  otherwise: string;
  question: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Patterns, never states of mind (science.md §7.3); every direction word is a fact too. */
export const WORDINGS: Record<DecisionLabel, (tagged: TaggedDecision) => Wording> = {
  revenge_trade: (tagged) => ({
    seen: `{side} {symbol} {gap} after closing a {result}${sizeClause(tagged)}`,
    facts: {
      gap: durationFact(feature(tagged, 'minutesSinceLoss') * MINUTE_MS),
      result: directionFact('loss'),
      ...sizeFacts(tagged),
    },
    otherwise: 'a planned re-entry',
    question: 'Which rule did this entry follow?',
  }),
  averaging_down: (tagged) => ({
    seen: '{side} into {symbol} again, {depth} {level} your average cost, {adds} to the same position',
    facts: {
      depth: percentFact(feature(tagged, 'depth')),
      level: directionFact(tagged.side === 'buy' ? 'below' : 'above'),
      adds: ordinalAdds(feature(tagged, 'adds')),
    },
    otherwise: 'a planned scale-in',
    question: 'Would you open this position today at this price?',
  }),
  early_exit: (tagged) => ({
    seen: '{side} {symbol} at a {result} of {gain}, closing {share} of the position',
    facts: {
      result: directionFact('gain'),
      gain: fineFact(feature(tagged, 'gain')),
      share: percentFact(Math.min(1, feature(tagged, 'closedShare', 1))),
    },
    otherwise: 'a target that was reached',
    question: 'What was the plan for this exit before you opened it?',
  }),
  fomo_chase: (tagged) => ({
    seen: `{side} {symbol} after a {move} of {strength} its usual {window} move${sizeClause(tagged)}`,
    facts: {
      move: directionFact(tagged.side === 'buy' ? 'rise' : 'fall'),
      ...strongest(tagged, { z24: 24 * HOUR_MS, z6: 6 * HOUR_MS }),
      ...sizeFacts(tagged),
    },
    otherwise: 'a breakout entry that you had planned',
    question: 'What would have made you skip this entry?',
  }),
  panic_sell: (tagged) => ({
    seen: '{side} {symbol} into a {move} of {strength} its usual {window} move, closing {share} of the position',
    facts: {
      move: directionFact(tagged.side === 'sell' ? 'fall' : 'rise'),
      ...strongest(tagged, { dip6: 6 * HOUR_MS, dip24: 24 * HOUR_MS }),
      share: percentFact(Math.min(1, feature(tagged, 'closedShare', 1))),
    },
    otherwise: 'an exit level that you had set before',
    question: 'Where was your exit when you opened this position?',
  }),
  overtrading: (tagged) => ({
    ...busyMoment(tagged),
    otherwise: 'a day with unusually many chances',
    question: 'Did this entry meet the same conditions as the first entry of that day?',
  }),
  size_drift: (tagged) => {
    const streak = feature(tagged, 'streak');
    return {
      seen: '{side} {symbol} at {size} your usual size after {streak} in a row',
      facts: {
        size: ratioFact(feature(tagged, 'sizeRatio', 1)),
        streak: streakFact(streak),
        result: directionFact(streak < 0 ? 'losses' : 'gains'),
      },
      otherwise: 'a setup that you size differently on purpose',
      question: 'What set the size of this position?',
    };
  },
  break_even: (tagged) => ({
    seen: '{side} {symbol} at {gain} against your average cost after the position had been far away from it',
    facts: { gain: fineFact(feature(tagged, 'gainPercent') / 100) },
    otherwise: 'an exit for a reason of its own',
    question: 'Would this have been the exit at another entry price?',
  }),
  disposition_effect: (tagged) => ({
    seen: '{side} {symbol} at a {result} of {gain} while {held} stood at a {paper}',
    facts: {
      result: directionFact('gain'),
      gain: fineFact(feature(tagged, 'gain')),
      held: countFact(feature(tagged, 'losersHeld'), 'other position', 'other positions'),
      paper: directionFact('loss'),
    },
    otherwise: 'a target that was reached',
    question: 'Would you open the positions that you kept today at these prices?',
  }),
};

function feature(tagged: TaggedDecision, name: string, missing = 0): number {
  return tagged.features[name]?.value ?? missing;
}

/** Sizes within a fifth of the usual are not worth a number. */
function sizeRatioOf(tagged: TaggedDecision): number | null {
  const ratio = Math.exp(feature(tagged, 'lnSizeRatio'));
  return ratio >= 1.2 || ratio <= 0.8 ? ratio : null;
}

function sizeClause(tagged: TaggedDecision): string {
  return sizeRatioOf(tagged) === null ? ', at close to your usual size' : ', at {size} your usual size';
}

function sizeFacts(tagged: TaggedDecision): Facts {
  const ratio = sizeRatioOf(tagged);
  return ratio === null ? {} : { size: ratioFact(ratio) };
}

/** The first weeks have no usual day yet, only a pace. */
function busyMoment(tagged: TaggedDecision): Pick<Wording, 'seen' | 'facts'> {
  const number = entryNumber(feature(tagged, 'entriesToday'));
  const usual = feature(tagged, 'usualPerDay');
  if (usual === 0) {
    return {
      seen: '{side} {symbol} as {number} of the day, the last hours at {pace} your usual pace',
      facts: { number, pace: ratioFact(Math.exp(feature(tagged, 'lnPace'))) },
    };
  }
  return {
    seen: '{side} {symbol} as {number} of a day on which {usual} are usual for you',
    facts: { number, usual: fixedCount(usual) },
  };
}

function strongest(tagged: TaggedDecision, windows: Record<string, number>): Facts {
  const [name, ms] = Object.entries(windows).reduce((best, next) =>
    feature(tagged, next[0], -9) > feature(tagged, best[0], -9) ? next : best,
  );
  return { strength: ratioFact(feature(tagged, name)), window: durationFact(ms) };
}

/** A share of one with one decimal place, for small returns. */
function fineFact(share: number): Fact {
  const text = (share * 100).toFixed(1).replace('-', '−');
  return { kind: 'percent', value: text, text: `${text} %` };
}

function ordinalAdds(n: number): Fact {
  return { kind: 'count', value: String(n), text: `add number ${n}` };
}

function entryNumber(n: number): Fact {
  return { kind: 'count', value: String(n), text: `entry number ${n}` };
}

function fixedCount(n: number): Fact {
  return { kind: 'count', value: n.toFixed(1), text: `${n.toFixed(1)} entries` };
}

function streakFact(streak: number): Fact {
  return countFact(Math.abs(streak), streak < 0 ? 'loss' : 'gain', streak < 0 ? 'losses' : 'gains');
}
