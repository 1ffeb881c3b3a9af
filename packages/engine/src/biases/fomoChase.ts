import { clip } from './clip.ts';
import type { Detector } from './detector.ts';
import { lnSizeSpread, systemShare } from './habits.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import type { Scene } from './scene.ts';

const HOUR_MS = 3_600_000;

/**
 * Entering after a rise in the entry's own direction (over 6 or 24 h), more than the own neutral rate says. How large
 * a rise has to be, the model says.
 * Evidence: Barber & Odean 2008; in crypto chasing is the norm (Kogan et al.), hence the own rate.
 */
export const fomoChase: Detector = {
  label: 'fomo_chase',
  featureNames: [
    'z24',
    'z6',
    'bandPosition',
    'nearExtreme',
    'lnSizeRatio',
    'lnRelativeRisk',
    'missedAtr',
    'hoursSinceSpike',
    'marketOrder',
    'z1',
    'beyondTrend',
    'spikeSystem',
    'lnSizeSpread',
    'scheduledDca',
  ],
  candleFeatures: ['z24', 'z6', 'bandPosition', 'nearExtreme'],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'rebalancing', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { bars, price, direction } = scene;
  if (!scene.isEntry || !bars) return null;
  const z6 = mirrored(bars.z(1, price), direction);
  const z24 = mirrored(bars.z(2, price), direction);
  if (Math.max(z6 ?? 0, z24 ?? 0) <= 0) return null;
  const band = bars.bandPosition(price, direction);
  return {
    z24,
    z6,
    bandPosition: band === null ? null : clip((band - 0.5) / 0.5, -9, 9),
    nearExtreme: bars.nearExtreme(price, direction),
    lnSizeRatio: scene.lnSizeRatio,
    lnRelativeRisk: lnRelativeRisk(scene.habits.chase),
    missedAtr: missedAtr(scene),
    hoursSinceSpike: bars.sinceSpike(scene.ts, direction) / HOUR_MS,
    marketOrder: marketOrder(scene),
    z1: mirrored(bars.z(0, price), direction),
    beyondTrend: bars.beyondTrend(price, direction),
    spikeSystem: systemShare(scene.habits.chase),
    lnSizeSpread: lnSizeSpread(scene),
    rsi14: bars.rsi14,
  };
}

/** How far the price ran in the direction since the own last exit of the symbol, in ATRs: a gain not had. */
function missedAtr({ bars, position: { lastExitPrice }, price, direction }: Scene): number | null {
  const atr = bars?.atr14 ?? null;
  if (lastExitPrice === null || atr === null || atr <= 0) return null;
  return clip((direction * (price - lastExitPrice)) / atr, -1000, 1000);
}

/** 1 for a market order, 0 for another kind; null where the kind is not known. */
function marketOrder({ decision: { orderType } }: Scene): number | null {
  return orderType === null ? null : orderType === 'market' ? 1 : 0;
}

function mirrored(z: number | null, direction: number): number | null {
  return z === null ? null : direction * z;
}
