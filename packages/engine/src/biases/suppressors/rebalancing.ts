import { exposureOf, markOf, type Scene } from '../scene.ts';
import { coefficientOfVariation } from '../trailingWindow.ts';

const SYMBOLS_MINIMUM = 3;
const WITHIN_MS = 1_800_000;
/** Less than this is rounding. */
const NEARER_BY = 1e-9;

/** Earlier baskets, and how far the times between them may vary, for the next one to be on schedule. */
const BASKETS_MINIMUM = 3;
const REGULAR_CV = 0.25;

/**
 * 1 when it is at least the third symbol within half an hour, with both buys and sells, and it brings the weights of
 * the open positions nearer to what they have been on the days before (their trailing targets); also for the first
 * ones of a basket that comes on schedule, which cannot be told by their own symbols.
 */
export function rebalancing(scene: Scene): number {
  return isOnSchedule(scene) || isBasket(scene) ? 1 : 0;
}

/** Whether the own decisions come in baskets of two or more, at equal times from each other, this one included. */
function isOnSchedule({ state: { starts }, ts }: Scene): boolean {
  const first = starts[0];
  if (first === undefined) return false;
  const gaps: number[] = [];
  let [begin, last] = [first, first];
  for (let index = 1; index <= starts.length; index += 1) {
    const start = starts[index] ?? ts;
    if (start - last > WITHIN_MS) {
      gaps.push(start - begin);
      begin = start;
    }
    last = start;
  }
  if (gaps.length < BASKETS_MINIMUM || starts.length < 2 * gaps.length) return false;
  return coefficientOfVariation(gaps) <= REGULAR_CV;
}

function isBasket(scene: Scene): boolean {
  const keys = new Set([scene.key]);
  const signs = new Set([scene.sign]);
  for (const start of scene.state.recent) {
    // Starts leave the state only when a later decision is observed, so the list may still hold older ones.
    if (start.ts < scene.ts - WITHIN_MS) continue;
    keys.add(start.key);
    signs.add(start.sign);
  }
  return keys.size >= SYMBOLS_MINIMUM && signs.size >= 2 && nearsTargets(scene);
}

function nearsTargets(scene: Scene): boolean {
  const { key, position, qtyBefore, sign, quantity, price, decision } = scene;
  const after = qtyBefore + sign * quantity;
  const held = decision.instrument === 'spot' ? Math.max(0, after) : Math.abs(after);
  const others = otherExposures(scene);
  const away = (own: number) => distance([...others, { exposure: own, target: position.target.weight }]);
  const before = away(exposureOf(key, qtyBefore, price));
  const now = away(exposureOf(key, held, price));
  return before !== null && now !== null && now < before - NEARER_BY;
}

function otherExposures(scene: Scene): { exposure: number; target: number }[] {
  const { state, key: own, asset } = scene;
  return state.open.flatMap((key) => {
    const open = state.positions[key];
    if (!open || key === own || open.quote !== asset) return [];
    const exposure = exposureOf(key, open.qty, markOf(scene, key, open));
    return [{ exposure, target: open.target.weight }];
  });
}

/** Sum of |weight − target|; null when nothing is held. */
function distance(held: readonly { exposure: number; target: number }[]): number | null {
  let total = 0;
  for (const { exposure } of held) total += exposure;
  if (total <= 0) return null;
  let sum = 0;
  for (const { exposure, target } of held) sum += Math.abs(exposure / total - target);
  return sum;
}
