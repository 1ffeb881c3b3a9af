import type { Detector } from './detector.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import { type Scene, SIZE_MINIMUM } from './scene.ts';

export const LARGE_FROM = 1.5;
export const STREAK_FROM = 2;
/** Nearer to each other than a thousandth, two amounts are equal. */
const EQUAL_AMOUNTS = 1e-3;

/**
 * A far larger share of equity than usual after a run of equal outcomes (Ben-David, Birru & Prokopenya 2018).
 * Sizes are shares of the running maximum of exposure, so that compounding is no drift.
 */
export const sizeDrift: Detector = {
  label: 'size_drift',
  featureNames: ['sizeZ', 'lnRelativeRisk', 'streak', 'lnSizeRatio'],
  candleFeatures: [],
  isCause: false,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { streak } = scene.state.exits;
  if (scene.sizeZ === null || scene.sizeZ < 0 || streak.length < 1 || isUsualAmount(scene)) return null;
  return {
    sizeZ: scene.sizeZ,
    lnRelativeRisk: lnRelativeRisk(scene.habits.sizing),
    streak: streak.sign * streak.length,
    lnSizeRatio: scene.lnSizeRatio,
    sizeRatio: Math.exp(scene.lnSizeRatio),
  };
}

/**
 * Whether the amount of coins (or contracts) is that of half of the own last trades in the same direction there: who
 * always buys one coin has not grown bolder when its price has doubled.
 */
function isUsualAmount({ position: { trades }, sign, price, notional }: Scene): boolean {
  const amount = Math.log(notional / price);
  const own = trades.filter(([side]) => side === sign);
  const equal = own.filter(
    ([, lnPrice, lnNotional]) => Math.abs(lnNotional - lnPrice - amount) < EQUAL_AMOUNTS,
  );
  return own.length >= SIZE_MINIMUM && 2 * equal.length >= own.length;
}
