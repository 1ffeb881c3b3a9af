import type { RiskCounts } from './relativeRisk.ts';
import { type Scene, SIZE_MINIMUM } from './scene.ts';
import { windowMad } from './trailingWindow.ts';

const MAD_TO_SD = 1.4826;
const PACE_MS = 3 * 3_600_000;
const STARTS_MINIMUM = 20;
const EVENTS_MINIMUM = 10;
/** Share of the own acts in one state of the market from which they begin to look like a system. */
const SYSTEM_FROM = 0.6;
/** Sizes nearer to each other than this are equal. */
const EQUAL_SIZES = 0.01;

/** ln of the spread of the own entry sizes (robust sd of their ln): machines and fixed rules hardly have one. */
export function lnSizeSpread({ quote }: Scene): number | null {
  const mad = windowMad(quote.sizes, SIZE_MINIMUM);
  return mad === null ? null : Math.log(Math.max(MAD_TO_SD * mad, EQUAL_SIZES));
}

/** ln of the own decisions of the last 3 h against what the own pace over the last 50 makes expect. */
export function lnPace({ state: { starts }, ts }: Scene): number | null {
  const first = starts[0];
  if (first === undefined || starts.length < STARTS_MINIMUM || ts <= first) return null;
  const expected = (starts.length * PACE_MS) / (ts - first);
  let recent = 0;
  for (let i = starts.length - 1; i >= 0 && (starts[i] ?? 0) >= ts - PACE_MS; i -= 1) recent += 1;
  return Math.log((1 + recent) / (1 + expected));
}

/** 0 to 1: how far the person acts in this state of the market and hardly ever outside of it, as a system would. */
export function systemShare({ eventsIn, eventsOut }: RiskCounts): number | null {
  const events = eventsIn + eventsOut;
  return events < EVENTS_MINIMUM ? null : Math.max(0, eventsIn / events - SYSTEM_FROM) / (1 - SYSTEM_FROM);
}
