import { maximum } from '@twin/shared/primitives/decimal';
import type { Scene } from '../scene.ts';

/** Relative to the episode's largest quantity, never an amount of money. */
const DUST_SHARE = 1_000_000n;

export function dust({ decision }: Scene): number {
  const largest = maximum(decision.before.qtyMax, decision.qty);
  return decision.qty * DUST_SHARE < largest ? 1 : 0;
}
