import type { Detector } from './detector.ts';
import type { Scene } from './scene.ts';

/**
 * Entries beyond the own daily range (negative binomial over the own last 60 days), counted in order of time:
 * the share of the day's entries so far that the usual pace does not explain. ln((N − λ) ÷ λ) is the logit of 1 − λ ÷ N.
 * Evidence that activity costs: Barber & Odean 2000.
 */
export const overtrading: Detector = {
  label: 'overtrading',
  featureNames: ['lnExcess'],
  candleFeatures: [],
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'bot'],
  measure,
};

function measure(scene: Scene) {
  const { limit, entries } = scene.state.days;
  if (!scene.isEntry || !limit) return null;
  const number = entries + 1;
  if (number < limit.surprising || number <= limit.quantile) return null;
  return {
    lnExcess: Math.log((number - limit.mean) / limit.mean),
    entriesToday: number,
    usualPerDay: limit.mean,
  };
}
