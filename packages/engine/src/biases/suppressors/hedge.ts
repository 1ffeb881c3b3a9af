import type { Scene } from '../scene.ts';

const WITHIN_MS = 300_000;

/** 1 when the same base went the other way in another market (spot and perpetual, two venues) within 5 minutes before. */
export function hedge({ state, ts, base, key, sign }: Scene): number {
  for (const start of state.recent) {
    if (start.ts >= ts - WITHIN_MS && start.base === base && start.key !== key && start.sign !== sign)
      return 1;
  }
  return 0;
}
