import type { Detector } from './detector.ts';
import { soldInExcess } from './dispositionEffect.ts';
import { lnGainHazard, lnResultSpread } from './habits.ts';
import { gainOf, type Scene } from './scene.ts';
import type { ExitState } from './state.ts';
import { windowMedian } from './trailingWindow.ts';

const CLOSED_FROM = 0.5;
const LOSSES_MINIMUM = 5;
const GAINS_MINIMUM = 5;
const OUTCOMES_PRIOR = 5;

/**
 * A gain taken that is small and quick against the own losses, ex ante: nothing that came after the sale counts.
 * The candle terms sharpen it; it stands without them, so it needs none.
 */
export const earlyExit: Detector = {
  label: 'early_exit',
  featureNames: [
    'gainShortfall',
    'holdShortfall',
    'lnGainRatio',
    'dispositionFraction',
    'trendIntact',
    'gainAtr',
    'winShare',
    'closedShare',
    'lnGainSpread',
    'lnGainHazard',
    'takeProfitLike',
    'soldSpike',
  ],
  candleFeatures: [],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'rebalancing', 'taxLoss', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const gain = gainOf(scene);
  if (scene.isEntry || gain === null || gain <= 0) return null;
  if (scene.price <= 0 || scene.closedShare < CLOSED_FROM) return null;
  const medianLoss = windowMedian(scene.quote.losses, LOSSES_MINIMUM);
  const medianHold = windowMedian(scene.state.exits.losingHolds, LOSSES_MINIMUM);
  const { openedTs } = scene.decision.before;
  const holdMs = openedTs === null ? null : scene.ts - openedTs;
  return {
    gainShortfall: medianLoss === null ? null : 1 - gainAmount(scene, gain) / medianLoss,
    holdShortfall: holdMs === null || !medianHold ? null : 1 - holdMs / medianHold,
    lnGainRatio: lnGainRatio(scene, gain),
    dispositionFraction: soldInExcess(scene.habits.disposition),
    trendIntact: scene.bars?.trendIntact(scene.price, scene.direction) ?? null,
    gainAtr: gainAtr(scene, gain),
    winShare: winShare(scene.habits.exits),
    closedShare: scene.closedShare,
    lnGainSpread: lnResultSpread(scene.state.exits.winningReturns),
    lnGainHazard: lnGainHazard(scene.habits.realised),
    soldSpike: soldSpike(scene),
    capturedShare: capturedShare(scene, gain, openedTs),
    gain,
  };
}

/** Settlement units won by the closed part: notional at cost × gain; for an inverse contract notional × gain. */
function gainAmount(scene: Scene, gain: number): number {
  const closedNotional = scene.notional * Math.min(1, Math.abs(scene.qtyBefore) / scene.quantity);
  if (scene.decision.instrument === 'inverse') return closedNotional * gain;
  return (closedNotional * gain) / (1 + scene.direction * gain);
}

/** Gain in ATRs of 24 bars: small against what the market does anyway. */
function gainAtr({ bars, price }: Scene, gain: number): number | null {
  const atr = bars?.atr24 ?? null;
  return atr === null || atr <= 0 ? null : (gain * price) / atr;
}

function soldSpike(scene: Scene): number | null {
  const z1 = scene.bars?.z(0, scene.price) ?? null;
  return z1 === null ? null : scene.direction * z1 >= 2.5 ? 1 : 0;
}

/** ln of the gain ÷ the own usual gain of closed episodes; null without one. */
function lnGainRatio({ state }: Scene, gain: number): number | null {
  const usual = windowMedian(state.exits.winningReturns, GAINS_MINIMUM);
  return usual !== null && usual > 0 ? Math.log(gain / usual) : null;
}

/** Share of the own closed positions that won, with five of each before the first: small gains, seldom losses. */
function winShare({ wins, losses }: ExitState): number {
  return (wins + OUTCOMES_PRIOR) / (wins + losses + 2 * OUTCOMES_PRIOR);
}

/** Gain ÷ the best gain inside the hold: a description, since a high share is no proof of patience. */
function capturedShare(
  { bars, cost, direction }: Scene,
  gain: number,
  openedTs: number | null,
): number | null {
  if (!bars || cost === null || openedTs === null) return null;
  const best = bars.bestSince(openedTs, direction);
  const bestGain = best === null ? 0 : direction * (best / cost - 1);
  return bestGain > 0 ? Math.min(1, gain / bestGain) : null;
}
