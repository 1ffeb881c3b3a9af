import type { Detector } from './detector.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import { clip, type Scene } from './scene.ts';

const EVENTS_MINIMUM = 5;

/**
 * Entering after a spike in the entry's own direction, more than the own neutral rate says.
 * Evidence: Barber & Odean 2008; in crypto chasing is the norm (Kogan et al.), hence the own rate.
 */
export const fomoChase: Detector = {
  label: 'fomo_chase',
  featureNames: ['z24', 'z6', 'bandPosition', 'nearExtreme', 'lnSizeRatio', 'lnRelativeRisk', 'scheduledDca'],
  candleFeatures: ['z24', 'z6', 'bandPosition', 'nearExtreme'],
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'rebalancing', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { bars, price, direction } = scene;
  if (!scene.isEntry || !bars) return null;
  const z6 = mirrored(bars.z(1, price), direction);
  const z24 = mirrored(bars.z(2, price), direction);
  if (Math.max(z6 ?? Number.NEGATIVE_INFINITY, z24 ?? Number.NEGATIVE_INFINITY) < 1) return null;
  const band = bars.bandPosition(price, direction);
  return {
    z24,
    z6,
    bandPosition: band === null ? null : clip((band - 0.5) / 0.5, -9, 9),
    nearExtreme: bars.nearExtreme(price, direction),
    lnSizeRatio: scene.lnSizeRatio,
    lnRelativeRisk: lnRelativeRisk(scene.state.chase, EVENTS_MINIMUM),
    rsi14: bars.rsi14,
  };
}

function mirrored(z: number | null, direction: number): number | null {
  return z === null ? null : direction * z;
}
