import { toNumber } from '@twin/shared/primitives/decimal';
import type { Detector } from './detector.ts';
import { gainOf, type Scene, SIZE_MINIMUM } from './scene.ts';
import type { ScorerState } from './state.ts';
import { robustZ } from './trailingWindow.ts';

/** Stands in for ATR without candles. */
const DEPTH_FLOOR = 0.03;
/** Times the entry before; a hair less, so that scaling moves no tie. */
const GROWN_FROM = 1.5 - 1e-9;
const ADDS_PRIOR = 3;

/**
 * Adding to a position below its own cost (Odean 1998: losers are added to 1.5 times as often as winners). How far
 * below, the model says.
 */
export const averagingDown: Detector = {
  label: 'averaging_down',
  featureNames: [
    'depthAtrHalves',
    'belowLast',
    'lnAddRatio',
    'adds',
    'exposureZ',
    'martingale',
    'lnRelativeRisk',
    'lnSizeRatio',
    'scheduledDca',
    'gridBot',
  ],
  candleFeatures: [],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'rebalancing', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { before, kind } = scene.decision;
  const gain = gainOf(scene);
  if (kind !== 'increase' || gain === null) return null;
  const atr = scene.bars?.atr14 ?? null;
  const atrShare = atr === null ? DEPTH_FLOOR : atr / scene.price;
  const depth = -gain;
  if (depth <= 0) return null;
  const previous = before.lastEntryNotional === null ? 0 : toNumber(before.lastEntryNotional);
  return {
    depthAtrHalves: atrShare > 0 ? depth / atrShare / 2 : null,
    belowLast: belowLast(scene),
    lnAddRatio: previous > 0 && scene.notional > 0 ? Math.log(scene.notional / previous) : null,
    adds: before.adds + 1,
    martingale: isGrown(scene) && scene.position.growths > 0 ? 1 : 0,
    exposureZ: exposureZ(scene),
    lnRelativeRisk: addsBelowCost(scene.habits),
    lnSizeRatio: scene.lnSizeRatio,
    depth,
  };
}

/** ln of the own last price in this market over this one: how far it went against the position since. */
function belowLast({ position, price, direction }: Scene): number | null {
  return position.price > 0 && price > 0 ? direction * Math.log(position.price / price) : null;
}

/** An add far larger than the entry before it; two of them in a row are a martingale. */
export function isGrown({ decision: { kind, before }, notional }: Scene): boolean {
  const previous = before.lastEntryNotional;
  return kind === 'increase' && previous !== null && notional >= GROWN_FROM * toNumber(previous);
}

function exposureZ({ lnExposure, quote }: Scene): number | null {
  return lnExposure === null ? null : robustZ(quote.exposures, lnExposure, SIZE_MINIMUM, DEPTH_FLOOR);
}

/** ln of own adds below the cost against own adds above it, both shrunk; the paths between are not known. */
function addsBelowCost({ adds: { below, above } }: ScorerState): number {
  return Math.log((below + ADDS_PRIOR) / (above + ADDS_PRIOR));
}
