import type { Scene } from '../scene.ts';

const SYMBOLS_MINIMUM = 3;
const WITHIN_MS = 1_800_000;

/**
 * 1 when it is at least the third symbol within half an hour, with both buys and sells, and it brings the
 * weights of the open positions nearer to each other's mean than they were.
 */
export function rebalancing(scene: Scene): number {
  // Starts leave the state only when a later decision is observed, so the list may still hold older ones.
  const recent = scene.state.recent.filter(({ ts }) => ts >= scene.ts - WITHIN_MS);
  const keys = new Set([scene.key]);
  const signs = new Set([scene.sign]);
  for (const start of recent) {
    keys.add(start.key);
    signs.add(start.sign);
  }
  if (keys.size < SYMBOLS_MINIMUM || signs.size < 2) return 0;
  return nearsEqualWeights(scene) ? 1 : 0;
}

/** A buy of a position below the mean exposure, or a reduction of one above it. */
function nearsEqualWeights({ state, position, asset, isEntry }: Scene): boolean {
  let total = 0;
  let count = 0;
  for (const key of state.open) {
    const open = state.positions[key];
    if (!open || open.quote !== asset) continue;
    total += open.exposure;
    count += 1;
  }
  if (count < 2) return false;
  return isEntry ? position.exposure < total / count : position.exposure > total / count;
}
