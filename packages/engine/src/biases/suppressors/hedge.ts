import type { Scene } from '../scene.ts';

const WITHIN_MS = 300_000;
/** Share of the larger leg that may stay open. */
const NET_BELOW = 0.2 - 1e-9;

/**
 * 1 when the same base went the other way in another market (spot and perpetual, two venues) within 5 minutes before
 * and the two together leave less than a fifth of the larger leg. The size of a leg that fills may still join is not
 * known; then its direction decides.
 */
export function hedge({ state, ts, base, key, sign, moved }: Scene): number {
  const { recent } = state;
  for (let index = recent.length - 1; index >= 0; index -= 1) {
    const start = recent[index];
    if (!start || start.ts < ts - WITHIN_MS) return 0;
    if (start.base !== base || start.key === key || start.sign === sign) continue;
    if (start.moved === null) return 1;
    if (Math.abs(moved - start.moved) < NET_BELOW * Math.max(moved, start.moved)) return 1;
  }
  return 0;
}
