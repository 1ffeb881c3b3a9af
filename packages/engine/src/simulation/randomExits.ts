import { type Decimal, fromNumber, toNumber } from '@twin/shared/primitives/decimal';
import { barPrice } from '../market/barPrice.ts';
import { firstBarFrom } from '../market/bars.ts';
import type { CandleSeries } from '../market/candle.ts';
import { randomFrom } from '../stats/random.ts';
import { type DecisionUnits, entryOf } from './decisionUnits.ts';
import { closingPrice } from './horizons.ts';
import { worthAt } from './units.ts';

/** What closing the same units at a random time gave, less what was done; 95 of 100 such times lie in between. */
export interface RandomExits {
  delta: Decimal;
  ciLow: Decimal;
  ciHigh: Decimal;
}

const DRAWS = 1000;
const SEED = 73_000;
const MONEY_PLACES = 8;
const BARS_MINIMUM = 20;
/** A position that was open for long is matched by its last 30 days. */
const WINDOW_MS = 720 * 3_600_000;

/**
 * The benchmark of chance: the units of the decision closed at the open of a bar drawn at random between the opening
 * of the position (for an entry: the entry) and the end of the last finished horizon, at the same costs. The skill
 * of an exit is what it is better by than these. Source: Akepanidtaworn, Di Mascio, Imas & Schmidt (2023).
 */
export function randomExits(units: DecisionUnits, candles: CandleSeries, endTs: number): RandomExits | null {
  const from = units.isEntry ? units.ts : Math.max(units.openedAt, units.ts - WINDOW_MS);
  const first = firstBarFrom(candles, from);
  const count = firstBarFrom(candles, endTs + 1) - first;
  const final = barPrice(candles.open, first + count - 1);
  if (count < BARS_MINIMUM || final === null) return null;
  const { direction, cost } = units;
  const done = worthAt(units.actual, direction, endTs, closingPrice(direction, final, cost));
  const entry = entryOf(units);
  const random = randomFrom(SEED);
  const values: number[] = [];
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const price = barPrice(candles.open, first + random.below(count));
    if (price === null) continue;
    values.push(toNumber(worthAt([entry], direction, entry.ts, closingPrice(direction, price, cost)) - done));
  }
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { delta: exact(mean), ciLow: exact(at(sorted, 0.025)), ciHigh: exact(at(sorted, 0.975)) };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

function exact(value: number): Decimal {
  return fromNumber(value, MONEY_PLACES);
}
