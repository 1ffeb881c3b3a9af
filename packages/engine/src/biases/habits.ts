import { lnRiskFromPace, PRIOR_EVENTS, type RiskCounts } from './relativeRisk.ts';
import { type Scene, SIZE_MINIMUM } from './scene.ts';
import { type TrailingWindow, windowMad, windowMedian } from './trailingWindow.ts';

const MAD_TO_SD = 1.4826;
const HOUR_MS = 3_600_000;
const STARTS_MINIMUM = 10;
const EVENTS_MINIMUM = 10;
/** Of the mean gap: nearer to each other than this, two entries belong to a burst. */
const SHORT_GAP = 0.1;
/** Share of the own acts in one state of the market from which they begin to look like a system. */
const SYSTEM_FROM = 0.6;
/** Sizes nearer to each other than this are equal. */
const EQUAL_SIZES = 0.01;
const RESULTS_MINIMUM = 5;
/** Exits in loss at which their own pace weighs as much as that of all exits. */
const LOSS_PACE_PRIOR = 5;
/** Of the median result: results nearer to each other than this are equal. */
const EQUAL_RESULTS = 0.02;

/** ln of the spread of the own entry sizes (robust sd of their ln): machines and fixed rules hardly have one. */
export function lnSizeSpread({ quote }: Scene): number | null {
  const mad = windowMad(quote.sizes, SIZE_MINIMUM);
  return mad === null ? null : Math.log(Math.max(MAD_TO_SD * mad, EQUAL_SIZES));
}

/**
 * ln of the spread of the own losses, or gains, in per cent (robust sd ÷ |median|): stops and targets at one distance
 * hardly have one.
 */
export function lnResultSpread(returns: TrailingWindow): number | null {
  const mad = windowMad(returns, RESULTS_MINIMUM);
  const usual = windowMedian(returns, RESULTS_MINIMUM);
  if (mad === null || !usual) return null;
  return Math.log(Math.max((MAD_TO_SD * mad) / Math.abs(usual), EQUAL_RESULTS));
}

/**
 * ln of the relative risk of ending a position in gain against one in loss (Odean's question, asked of time): exits per
 * bar held above the cost against exits per bar below it, whose pace begins as that of all. null before the first bar.
 */
export function lnGainHazard(realised: RiskCounts): number | null {
  const held = realised.exposureIn + realised.exposureOut;
  if (held === 0) return null;
  const pace = (realised.eventsIn + realised.eventsOut + 1) / (held + 1);
  return lnRiskFromPace(realised, pace, LOSS_PACE_PRIOR);
}

/** ln of the own entries of the last hours against what the own pace over the last 50 makes expect. */
export function lnPace({ state: { entryStarts: starts }, ts }: Scene, hours: number): number | null {
  const first = starts[0];
  if (first === undefined || starts.length < STARTS_MINIMUM || ts <= first) return null;
  const paceMs = hours * HOUR_MS;
  const expected = (starts.length * paceMs) / (ts - first);
  let recent = 0;
  for (let i = starts.length - 1; i >= 0 && (starts[i] ?? 0) >= ts - paceMs; i -= 1) recent += 1;
  return Math.log((1 + recent) / (1 + expected));
}

/** ln of gaps between entries below a tenth of the mean gap, against those that chance would give: bursts. */
export function lnBursts({ state: { entryStarts: starts } }: Scene): number | null {
  const gaps = starts.length - 1;
  if (gaps + 1 < STARTS_MINIMUM) return null;
  const short = (SHORT_GAP * ((starts[gaps] ?? 0) - (starts[0] ?? 0))) / gaps;
  let found = 0;
  for (let i = 1; i <= gaps; i += 1) if ((starts[i] ?? 0) - (starts[i - 1] ?? 0) < short) found += 1;
  const expected = gaps * (1 - Math.exp(-SHORT_GAP));
  return Math.log((found + PRIOR_EVENTS) / (expected + PRIOR_EVENTS));
}

/** 0 to 1: how far the person acts in this state of the market and hardly ever outside of it, as a system would. */
export function systemShare({ eventsIn, eventsOut }: RiskCounts): number | null {
  const events = eventsIn + eventsOut;
  return events < EVENTS_MINIMUM ? null : Math.max(0, eventsIn / events - SYSTEM_FROM) / (1 - SYSTEM_FROM);
}
