import { type Evidence, evenSample, MINIMAL_RATIO, RATIO_PRIOR } from './evidence.ts';
import { type GainLogit, gainLogit, type HeldTrial } from './gainLogit.ts';
import { type HeldBar, trialOf } from './heldBars.ts';

export const HAZARD_NAME = 'hazard of selling gains ÷ losses';
export const LOGIT =
  'discrete-time logit over the candles of each hold, given distance from cost, the day’s move and time held';

/**
 * Of many stretches an even sample, of those with a sale and of those without one: in a logit the latter moves the constant
 * alone (Prentice & Pyke 1979, Biometrika 66).
 */
export function samplesOf(bars: readonly HeldBar[]): {
  sold: HeldTrial[];
  kept: HeldTrial[];
} {
  return {
    sold: evenSample(bars.filter(({ isSold }) => isSold)).map(trialOf),
    kept: evenSample(bars.filter(({ isSold }) => !isSold)).map(trialOf),
  };
}

/**
 * Disposition effect of an account that holds one position at a time, where no sale day offers a choice and Odean's
 * counts are undefined (science.md §1.6): over all the time that positions were held, how much readier are they closed at
 * a gain? Not resampled: given what was known before, every stretch is a trial of its own.
 */
export function heldChoiceEvidence(bars: readonly HeldBar[]): Evidence {
  const { sold, kept } = samplesOf(bars);
  const all = [...sold, ...kept];
  const gains = all.filter(({ isGain }) => isGain).length;
  let known: GainLogit | null | undefined;
  const fit = () => {
    if (known === undefined) known = gainLogit(all);
    return known;
  };
  return {
    name: HAZARD_NAME,
    estimator: LOGIT,
    n: sold.length,
    scarcer: Math.min(gains, all.length - gains, kept.length),
    days: [],
    symbols: null,
    estimate: () => fit()?.value ?? null,
    standardError: () => fit()?.standardError ?? null,
    ownInterval: () => fit()?.interval() ?? null,
    scale: 'ratio',
    prior: RATIO_PRIOR,
    minimal: MINIMAL_RATIO,
    nullModel: () => fit()?.randomSellers() ?? null,
  };
}
