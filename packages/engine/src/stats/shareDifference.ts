import { type Interval, wilson } from './wilson.ts';

/** A share as it was counted. */
export interface Share {
  successes: number;
  trials: number;
}

/**
 * Standard error of a difference of two independent shares with one success and one failure more in each (Agresti &
 * Caffo 2000, The American Statistician 54): above 0 also where a share was observed to be 0 or 1.
 */
export function shareDifferenceError(a: Share, b: Share): number {
  return Math.sqrt(variance(a) + variance(b));
}

function variance({ successes, trials }: Share): number {
  return ((successes + 1) * (trials - successes + 1)) / (trials + 2) ** 3;
}

/**
 * 95 % interval of a − b by the two Wilson intervals (Newcombe 1998, Statistics in Medicine 17, method 10): inside −1
 * and 1, holds the observed difference and has a width where a share is 0 or 1. null without trials.
 */
export function shareDifferenceInterval(a: Share, b: Share): Interval | null {
  const [ofA, ofB] = [wilson(a.successes, a.trials), wilson(b.successes, b.trials)];
  if (!ofA || !ofB) return null;
  const [shareA, shareB] = [a.successes / a.trials, b.successes / b.trials];
  const difference = shareA - shareB;
  return {
    low: Math.max(-1, difference - Math.hypot(shareA - ofA.low, ofB.high - shareB)),
    high: Math.min(1, difference + Math.hypot(ofA.high - shareA, shareB - ofB.low)),
  };
}
