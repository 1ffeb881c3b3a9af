import { at } from '../../at.ts';
import { type Decision, isEntry } from '../../ledger/decision.ts';
import { lastClosedBar } from '../../market/bars.ts';
import type { CandleSeries, Market } from '../../market/candle.ts';
import { DAY_MS, dayOf, type Evidence } from '../evidence.ts';
import { type Chance, observedExpected } from '../observedExpected.ts';

const DAYS = 30;
/** Fewer symbols than this have no top fifth. */
const SYMBOLS_MINIMUM = 5;
const TOP = 0.2;

/**
 * Purchases of symbols whose largest daily rise of the last 30 days is in the top fifth of all symbols that the person
 * ever traded (MAX, after Kumar 2009), against a purchase of any of them. A taste, and the universe is their own.
 */
export function lotteryEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const universe = [...new Set(decisions.map(({ symbol }) => symbol))].flatMap((symbol) => {
    const series = market.candles(symbol);
    return series ? [{ symbol, series }] : [];
  });
  const chances: Chance[] = [];
  let day = Number.NaN;
  let top = new Set<string>();
  let ranked = 0;
  for (const decision of decisions) {
    if (!isEntry(decision) || decision.side !== 'buy') continue;
    if (dayOf(decision.ts) !== day) {
      day = dayOf(decision.ts);
      const rises = universe.flatMap(({ symbol, series }) => {
        const rise = largestRise(series, day * DAY_MS);
        return rise === null ? [] : [{ symbol, rise }];
      });
      ranked = rises.length;
      rises.sort((a, b) => b.rise - a.rise || (a.symbol < b.symbol ? -1 : 1));
      top = new Set(rises.slice(0, Math.ceil(TOP * ranked)).map(({ symbol }) => symbol));
    }
    if (ranked < SYMBOLS_MINIMUM || !market.candles(decision.symbol)) continue;
    const { symbol } = decision;
    chances.push({ day, symbol, isInState: top.has(symbol), expected: top.size / ranked });
  }
  return observedExpected(
    { name: 'purchases of the largest risers ÷ expected', estimator: 'MAX of 30 days among the own symbols' },
    chances,
    null,
  );
}

/** Largest rise from close to close over a day within the 30 days before the moment; null without all of them. */
function largestRise(series: CandleSeries, ts: number): number | null {
  let largest = Number.NEGATIVE_INFINITY;
  for (let back = 0; back < DAYS; back += 1) {
    const last = lastClosedBar(series, ts - back * DAY_MS);
    const before = lastClosedBar(series, ts - (back + 1) * DAY_MS);
    if (before < 0 || last <= before) return null;
    largest = Math.max(largest, at(series.close, last) / at(series.close, before) - 1);
  }
  return largest;
}
