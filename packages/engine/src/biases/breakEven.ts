import type { Detector } from './detector.ts';
import { gainOf, type Scene } from './scene.ts';
import { windowMedian } from './trailingWindow.ts';

export const CLOSED_FROM = 0.5;
export const NEAR_ATR = 0.25;
/** An exit may be anchored to the cost within so many ATRs of it, after at least so deep a paper loss. */
const CLOSE_ATR = 0.75;
const ADVERSE_ATR = 1;
const HOLDS_MINIMUM = 5;
const LONG_HOLD = 2;
const EXITS_PRIOR = 3;

/**
 * Waiting for the own entry price: an exit near break-even after a deep paper loss, or a loser held far longer
 * than the own winners. Needs the path inside the hold, so nothing is said without candles.
 */
export const breakEven: Detector = {
  label: 'break_even',
  featureNames: [
    'nearBreakEven',
    'adverseAtrHalves',
    'lnHoldRatio',
    'lnBunching',
    'distanceAtr',
    'distancePercent',
    'gainPercent',
  ],
  candleFeatures: ['adverseAtrHalves'],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'rebalancing', 'taxLoss', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { bars, direction, price } = scene;
  const gain = gainOf(scene);
  const { openedTs } = scene.decision.before;
  const atr = bars?.atr14 ?? null;
  if (scene.isEntry || !bars || gain === null || openedTs === null || atr === null || atr <= 0) return null;
  if (scene.closedShare < CLOSED_FROM || scene.cost === null) return null;
  const worst = bars.worstSince(openedTs, direction);
  if (worst === null) return null;
  const adverse = (direction * (scene.cost - worst)) / atr;
  const nearBreakEven = Math.abs(gain) * price <= NEAR_ATR * atr ? 1 : 0;
  const winnerHold = windowMedian(scene.state.exits.winningHolds, HOLDS_MINIMUM);
  const holdMs = scene.ts - openedTs;
  const distanceAtr = (Math.abs(gain) * price) / atr;
  const isDeepReturn = distanceAtr <= CLOSE_ATR && adverse >= ADVERSE_ATR;
  const isLongLoser = gain < 0 && winnerHold !== null && holdMs > LONG_HOLD * winnerHold;
  if (!isDeepReturn && !(isLongLoser && isBeyondOwnStop(scene, worst))) return null;
  return {
    nearBreakEven,
    adverseAtrHalves: adverse / 2,
    lnHoldRatio: winnerHold && holdMs > 0 ? Math.log(holdMs / winnerHold) : null,
    lnBunching: lnBunching(scene),
    distanceAtr,
    distancePercent: 100 * Math.abs(gain),
    gainPercent: 100 * gain,
  };
}

/** Whether the paper loss went further than the own losses usually do. */
function isBeyondOwnStop({ state, cost, direction }: Scene, worst: number): boolean {
  const usual = windowMedian(state.exits.losingReturns, HOLDS_MINIMUM);
  return usual !== null && cost !== null && direction * (worst / cost - 1) < usual;
}

/** ln of own exits near the cost ÷ those that random moments of the same holds would give, both shrunk. */
function lnBunching({ habits: { nearCost } }: Scene): number {
  return Math.log((nearCost.observed + EXITS_PRIOR) / (nearCost.expected + EXITS_PRIOR));
}
