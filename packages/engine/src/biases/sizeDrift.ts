import type { Detector } from './detector.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import { pricePower, type Scene, SIZE_MINIMUM, SIZE_SPREAD_FLOOR } from './scene.ts';
import { robustZ } from './trailingWindow.ts';

export const LARGE_FROM = 1.5;
export const STREAK_FROM = 2;
/** Nearer to each other than a thousandth, two amounts are equal. */
const EQUAL_AMOUNTS = 1e-3;

/**
 * A far larger size than usual after a run of equal outcomes (Ben-David, Birru & Prokopenya 2018). It is asked of an entry
 * whose share of the running maximum of exposure is above the usual, so that compounding is no drift; how far the size
 * is beyond the usual, the own sizes outside of streaks say.
 */
export const sizeDrift: Detector = {
  label: 'size_drift',
  featureNames: ['calmSizeZ', 'lnRelativeRisk', 'streak', 'lnSizeExcess'],
  candleFeatures: [],
  isCause: false,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { streak } = scene.state.exits;
  if (scene.sizeZ === null || scene.sizeZ < 0 || streak.length < 1 || isUsualAmount(scene)) return null;
  const calmSizeZ = sizeAgainstCalm(scene);
  return {
    calmSizeZ,
    lnRelativeRisk: lnRelativeRisk(scene.habits.sizing),
    streak: streak.sign * streak.length,
    lnSizeExcess: calmSizeZ === null ? null : Math.min(scene.lnSizeRatio, calmSizeZ / 2),
    sizeRatio: Math.exp(scene.lnSizeRatio),
  };
}

/** Robust z of the size among the own sizes outside of streaks, which say how far it varies anyway. */
function sizeAgainstCalm({ quote, notional }: Scene): number | null {
  return robustZ(quote.calmSizes, Math.log(notional), SIZE_MINIMUM, SIZE_SPREAD_FLOOR);
}

/**
 * Whether the amount of coins (or contracts) is that of half of the own last trades in the same direction there: who
 * always buys one coin has not grown bolder when its price has doubled.
 */
function isUsualAmount({ key, position: { trades }, sign, price, notional }: Scene): boolean {
  const power = pricePower(key);
  const amount = Math.log(notional) + power * Math.log(price);
  const own = trades.filter(([side]) => side === sign);
  const equal = own.filter(
    ([, lnPrice, lnNotional]) => Math.abs(lnNotional + power * lnPrice - amount) < EQUAL_AMOUNTS,
  );
  return own.length >= SIZE_MINIMUM && 2 * equal.length >= own.length;
}
