import type { Detector } from './detector.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import type { Scene } from './scene.ts';

export const LARGE_FROM = 1.5;
export const STREAK_FROM = 2;

/**
 * A far larger share of equity than usual after a run of equal outcomes (Ben-David, Birru & Prokopenya 2018).
 * Sizes are shares of the running maximum of exposure, so that compounding is no drift.
 */
export const sizeDrift: Detector = {
  label: 'size_drift',
  featureNames: ['sizeZ', 'lnRelativeRisk', 'streak', 'lnSizeRatio'],
  candleFeatures: [],
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { streak } = scene.state.exits;
  if (scene.sizeZ === null || scene.sizeZ < 0 || streak.length < 1) return null;
  return {
    sizeZ: scene.sizeZ,
    lnRelativeRisk: lnRelativeRisk(scene.habits.sizing),
    streak: streak.sign * streak.length,
    lnSizeRatio: scene.lnSizeRatio,
    sizeRatio: Math.exp(scene.lnSizeRatio),
  };
}
