import { normalCdf } from '../stats/normal.ts';
import { shrink } from '../stats/shrinkage.ts';
import type { Detector } from './detector.ts';
import { gainOf, openResults, type Scene } from './scene.ts';
import type { DispositionCounts } from './state.ts';

/** Prior of the ln hazard ratio over people, and the sales that each side begins with. */
const PRIOR = { mean: 0, sd: 0.35 };
const SALES_PRIOR = 3;

/**
 * A winner sold while a loser stayed open: the share of the own gain sales in excess of loss sales is the probability
 * that this one is among them, whatever it looks like. A take-profit explains it.
 */
export const dispositionEffect: Detector = {
  label: 'disposition_effect',
  featureNames: ['lnOdds'],
  candleFeatures: [],
  isCause: false,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'rebalancing', 'taxLoss', 'hedge', 'takeProfitLike'],
  measure,
};

function measure(scene: Scene) {
  const gain = gainOf(scene);
  if (scene.isEntry || gain === null || gain <= 0 || scene.closedShare === 0) return null;
  const { gains, losses } = openResults(scene);
  const share = soldInExcess(scene.habits.disposition);
  if (losses === 0 || share <= 0 || share >= 1) return null;
  return { lnOdds: Math.log(share / (1 - share)), gain, losersHeld: losses, winnersHeld: gains };
}

/**
 * Posterior mean of max(0, 1 − 1 ÷ HR), HR the hazard ratio of selling gains against losses (Peto): ln HR is normal
 * with the counts' error 1 ÷ O_G + 1 ÷ O_L, shrunk to the prior, so the mean has a closed form.
 */
export function soldInExcess(counts: DispositionCounts): number {
  const gains = counts.observedGains + SALES_PRIOR;
  const losses = counts.observedLosses + SALES_PRIOR;
  const lnRatio = Math.log(
    (gains / (counts.expectedGains + SALES_PRIOR)) * ((counts.expectedLosses + SALES_PRIOR) / losses),
  );
  const { mean, sd } = shrink(lnRatio, Math.sqrt(1 / gains + 1 / losses), PRIOR);
  return normalCdf(mean / sd) - Math.exp((sd * sd) / 2 - mean) * normalCdf(mean / sd - sd);
}
