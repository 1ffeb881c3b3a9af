import type { Scene } from '../scene.ts';
import { coefficientOfVariation } from '../trailingWindow.ts';

const BUYS_MINIMUM = 5;
const GAP_CV = 0.25;
const SIZE_CV = 0.15;
const CLOCK_CONCENTRATION = 0.9;
const DAY_MS = 86_400_000;

/** 1 when this buy continues a plan: equal sizes at equal intervals, or always near the same time of the day. */
export function scheduledDca(scene: Scene): number {
  if (scene.sign < 0) return 0;
  const { buys } = scene.position;
  if (buys.length + 1 < BUYS_MINIMUM) return 0;
  const sizes = buys.map((buy) => buy[1]);
  sizes.push(scene.notional);
  if (coefficientOfVariation(sizes) > SIZE_CV) return 0;
  const times = buys.map((buy) => buy[0]);
  times.push(scene.ts);
  const gaps = times.slice(1).map((ts, index) => ts - (times[index] ?? 0));
  if (coefficientOfVariation(gaps) <= GAP_CV) return 1;
  return spansDays(times) && clockConcentration(times) >= CLOCK_CONCENTRATION ? 1 : 0;
}

/** Buys of one afternoon share their time of the day without any plan. */
function spansDays(times: readonly number[]): boolean {
  return new Set(times.map((ts) => Math.floor(ts / DAY_MS))).size === times.length;
}

/** Rayleigh's R of the times of the day: 1 = all at the same minute, 0 = spread evenly. */
function clockConcentration(times: readonly number[]): number {
  let x = 0;
  let y = 0;
  for (const ts of times) {
    const angle = (2 * Math.PI * (ts % DAY_MS)) / DAY_MS;
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  return Math.sqrt(x * x + y * y) / times.length;
}
