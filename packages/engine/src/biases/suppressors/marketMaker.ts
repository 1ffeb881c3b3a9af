import type { Scene } from '../scene.ts';
import { windowMedian } from '../trailingWindow.ts';

const HOLDS_MINIMUM = 20;
const HOLD_MS = 60_000;
const PER_DAY = 100;
const TRADES_MINIMUM = 20;
/** Of the last trades: how many have to turn around, and how many of their gaps have to be shorter than a hold. */
const TURNS = 0.9;
const SHORT_GAPS = 0.4;

/** 1 when positions live less than a minute and a usual day has a hundred decisions or more. */
export function marketMaker(scene: Scene): number {
  const hold = windowMedian(scene.state.exits.holds, HOLDS_MINIMUM);
  const isQuick = hold === null ? turnsAround(scene) : hold < HOLD_MS;
  if (!isQuick) return 0;
  const { history, decisions } = scene.state.days;
  const perDay = history.map(([, , count]) => count).toSorted((a, b) => a - b);
  return Math.max(decisions, perDay[perDay.length >> 1] ?? 0) >= PER_DAY ? 1 : 0;
}

/**
 * Dust that a venue leaves behind keeps every position open, so that no hold is ever known. Then it is sides that take
 * turns, the second one within a minute of the first: every other gap is short.
 */
function turnsAround({ position: { trades }, state: { starts } }: Scene): boolean {
  if (trades.length < TRADES_MINIMUM || starts.length < TRADES_MINIMUM) return false;
  let turns = 0;
  for (let i = 1; i < trades.length; i += 1) if (trades[i]?.[0] !== trades[i - 1]?.[0]) turns += 1;
  let short = 0;
  for (let i = 1; i < starts.length; i += 1)
    if ((starts[i] ?? 0) - (starts[i - 1] ?? 0) < HOLD_MS) short += 1;
  return turns >= TURNS * (trades.length - 1) && short >= SHORT_GAPS * (starts.length - 1);
}
