import { clip } from './clip.ts';
import type { Detector } from './detector.ts';
import { lnResultSpread, lnSizeSpread, systemShare } from './habits.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import type { Scene } from './scene.ts';

const HOUR_MS = 3_600_000;
const CLOSED_FROM = 0.25;

/**
 * Selling into a fall of 1, 6 or 24 h (or covering into a rise), more than the own neutral rate says. How deep it has
 * to be, the model says.
 * Evidence: Elkind et al. 2022. The later rebound is no part of it.
 */
export const panicSell: Detector = {
  label: 'panic_sell',
  featureNames: [
    'dip1',
    'dip6',
    'dip24',
    'belowBest',
    'bandPosition',
    'lossAtrHalves',
    'closedShare',
    'burst',
    'lnRelativeRisk',
    'dipSystem',
    'lnSizeSpread',
    'lnLossSpread',
    'stopLike',
    'liquidation',
  ],
  candleFeatures: ['dip6', 'dip24', 'bandPosition', 'lossAtrHalves'],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'rebalancing', 'taxLoss', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { bars, price, direction } = scene;
  if (scene.isEntry || !bars || scene.closedShare < CLOSED_FROM) return null;
  const dip1 = against(bars.z(0, price), direction);
  const dip6 = against(bars.z(1, price), direction);
  const dip24 = against(bars.z(2, price), direction);
  if (Math.max(dip1 ?? 0, dip6 ?? 0, dip24 ?? 0) <= 0) return null;
  const band = bars.bandPosition(price, direction);
  return {
    dip1,
    dip6,
    dip24,
    belowBest: bars.belowBest(price, direction),
    bandPosition: band === null ? null : clip((0.5 - band) / 0.5, -9, 9),
    lossAtrHalves: lossAtrHalves(scene),
    closedShare: scene.closedShare,
    burst: burst(scene),
    lnRelativeRisk: lnRelativeRisk(scene.habits.dip),
    dipSystem: systemShare(scene.habits.dip),
    lnSizeSpread: lnSizeSpread(scene),
    lnLossSpread: lnResultSpread(scene.state.exits.losingReturns),
  };
}

function against(z: number | null, direction: number): number | null {
  return z === null ? null : -direction * z;
}

function lossAtrHalves({ bars, cost, direction, price }: Scene): number | null {
  const atr = bars?.atr24 ?? null;
  if (atr === null || atr <= 0 || cost === null) return null;
  return (direction * (cost - price)) / atr / 2;
}

/** Share of the gross exposure that own reductions of the hour before took out. */
function burst({ quote, ts }: Scene): number {
  let sold = 0;
  for (const [soldTs, notional] of quote.reductions) if (soldTs > ts - HOUR_MS) sold += notional;
  return sold > 0 ? Math.min(1, sold / (sold + quote.gross)) : 0;
}
