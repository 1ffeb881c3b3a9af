import { pricePower, type Scene } from '../scene.ts';
import type { PositionState } from '../state.ts';
import { coefficientOfVariation } from '../trailingWindow.ts';

const TRADES_MINIMUM = 20;
const ALTERNATION = 0.7;
const GAP_CV = 0.2;
const SIZE_CV = 0.1;
const EQUAL_AMOUNTS_CV = 0.01;
/** One of twenty amounts this far off in ln makes a coefficient of variation of .014 at least. */
const UNEQUAL = 0.1;
const RUNGS = 3;
/** Trades on either side of a ladder. */
const SIDE_MINIMUM = 5;
/** Prices closer than this are the same level. */
const SAME_LEVEL = 1e-4;

/** 1 when the symbol's last trades alternate in equal sizes between equally spaced levels, or climb a ladder. */
export function gridBot({ key, position }: Scene): number {
  const { trades } = position;
  if (trades.length < TRADES_MINIMUM) return 0;
  if (isLadder(key, trades)) return 1;
  let alternations = 0;
  for (let i = 1; i < trades.length; i += 1) if (trades[i]?.[0] !== trades[i - 1]?.[0]) alternations += 1;
  if (alternations < ALTERNATION * (trades.length - 1)) return 0;
  const lnFirst = trades[0]?.[2] ?? 0;
  if (coefficientOfVariation(trades.map((trade) => Math.exp(trade[2] - lnFirst))) > SIZE_CV) return 0;
  const gaps = levelGaps(trades.map((trade) => trade[1]).toSorted((a, b) => a - b));
  return gaps.length > 0 && coefficientOfVariation(gaps) <= GAP_CV ? 1 : 0;
}

function levelGaps(lnPrices: readonly number[]): number[] {
  const gaps: number[] = [];
  for (let i = 1; i < lnPrices.length; i += 1) {
    const gap = (lnPrices[i] ?? 0) - (lnPrices[i - 1] ?? 0);
    if (gap > SAME_LEVEL) gaps.push(gap);
  }
  return gaps;
}

/**
 * In a market that runs, a grid takes no turns: it buys or sells rung after rung, the same amount of coins each, in and
 * out. Whoever opens and closes one contract at a time never stands on a third rung.
 */
function isLadder(key: string, trades: PositionState['trades']): boolean {
  let [rung, lowest, highest, buys] = [0, 0, 0, 0];
  for (const trade of trades) {
    rung += trade[0];
    lowest = Math.min(lowest, rung);
    highest = Math.max(highest, rung);
    if (trade[0] > 0) buys += 1;
  }
  if (highest - lowest < RUNGS || Math.min(buys, trades.length - buys) < SIDE_MINIMUM) return false;
  const power = pricePower(key);
  const lnAmounts = trades.map((trade) => trade[2] + power * trade[1]);
  const lnFirst = lnAmounts[0] ?? 0;
  if (lnAmounts.some((amount) => Math.abs(amount - lnFirst) > UNEQUAL)) return false;
  return coefficientOfVariation(lnAmounts.map((amount) => Math.exp(amount - lnFirst))) <= EQUAL_AMOUNTS_CV;
}
