import { clip } from './clip.ts';
import type { Detector } from './detector.ts';
import { lnPace } from './habits.ts';
import { lnReentryRisk } from './outcomes.ts';
import type { Scene } from './scene.ts';
import { windowMedian } from './trailingWindow.ts';

const HOUR_MS = 3_600_000;
const GATE_MS = 24 * HOUR_MS;
const DECAY_MS = 4 * HOUR_MS;
/** Some carry a loss through the day. */
const SLOW_DECAY_MS = 12 * HOUR_MS;

/**
 * Quick, larger re-entry after a realised loss, against the own pace after wins.
 * Evidence: Coval & Shumway 2005; Imas 2016 (most people do the opposite, hence the own contrast).
 */
export const revengeTrade: Detector = {
  label: 'revenge_trade',
  featureNames: [
    'recency',
    'lossRatio',
    'lnSizeRatio',
    'losingStreak',
    'sameSymbol',
    'lnRelativeRisk',
    'recencyHalfDay',
    'lnPace',
  ],
  candleFeatures: [],
  isCause: true,
  suppressedBy: ['dust', 'gridBot', 'marketMaker', 'scheduledDca', 'hedge'],
  measure,
};

function measure(scene: Scene) {
  const { exits } = scene.state;
  const loss = exits.lastLoss;
  if (!scene.isEntry || !loss || loss.quote !== scene.asset) return null;
  const sinceLossMs = scene.ts - loss.ts;
  if (sinceLossMs > GATE_MS) return null;
  const median = windowMedian(scene.quote.losses, 1) ?? loss.amount;
  return {
    recency: Math.exp(-sinceLossMs / DECAY_MS),
    lossRatio: clip(loss.amount / median, 0, 100),
    lnSizeRatio: scene.lnSizeRatio,
    losingStreak: exits.streak.sign < 0 ? exits.streak.length - 1 : 0,
    sameSymbol: loss.symbol === scene.decision.symbol ? 1 : 0,
    lnRelativeRisk: lnReentryRisk(scene.habits),
    recencyHalfDay: Math.exp(-sinceLossMs / SLOW_DECAY_MS),
    lnPace: lnPace(scene, 3),
    minutesSinceLoss: sinceLossMs / 60_000,
  };
}
