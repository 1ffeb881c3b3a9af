import { toNumber } from '@twin/shared/primitives/decimal';
import { roundTo } from '../biases/model.ts';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import { quoteOf } from '../ledger/fill.ts';
import { wilson } from '../stats/wilson.ts';
import type { Effect } from './biasReport.ts';
import { exposureAfter, mostUsedQuote } from './concentration.ts';
import { DAY_MS } from './evidence.ts';
import type { MarkLookup } from './odean.ts';

const MONTH_MS = 30 * DAY_MS;
/** A year: of fewer months nothing is said. */
const MONTHS_FROM = 12;
const FALLEN = 0.9;
const BY_TRADES = 0.5;

interface Holding {
  symbol: string;
  units: number;
  lastPrice: number;
}

/**
 * Panic sales of a whole account, as Elkind, Kaminski, Lo, Siah & Wong (2022) flag them: months of 30 days in which
 * what was held lost at least 90 % of its value, at least half of that by selling. As a share of the months that began
 * with something held, at market prices, else last own ones, in the quote asset with the most decisions. A day trader
 * is flat by habit: such a month is a fact and not a fault. Empty below a year of such months.
 */
export function soldOffMonths(decisions: readonly Decision[], markAt: MarkLookup): Effect[] {
  const quote = mostUsedQuote(decisions);
  const own = decisions.filter(
    ({ symbol, instrument }) => quoteOf(symbol) === quote && instrument !== 'quanto',
  );
  const first = own[0]?.ts;
  if (first === undefined) return [];
  const held = new Map<string, Holding>();
  const months = { begun: 0, soldOff: 0 };
  let end = first + MONTH_MS;
  let atBegin = 0;
  /** Quote units taken out of the market in the month, less what went in. */
  let sold = 0;
  for (const decision of own) {
    for (; decision.ts >= end; end += MONTH_MS) {
      const atEnd = heldValue(held, markAt, end);
      if (atBegin > 0) {
        months.begun += 1;
        const lost = atBegin - atEnd;
        if (lost >= FALLEN * atBegin && sold >= BY_TRADES * lost) months.soldOff += 1;
      }
      atBegin = atEnd;
      sold = 0;
    }
    sold -= changeBy(decision, held) * toNumber(decision.vwap);
  }
  return months.begun < MONTHS_FROM ? [] : [effectOf(months.soldOff, months.begun, quote)];
}

/** Notes what is held after the decision; by how many units that is more. */
function changeBy(decision: Decision, held: Map<string, Holding>): number {
  const key = bookKey(decision);
  const lastPrice = toNumber(decision.vwap);
  const units = lastPrice > 0 ? exposureAfter(decision) / lastPrice : 0;
  const before = held.get(key)?.units ?? 0;
  if (units > 0) held.set(key, { symbol: decision.symbol, units, lastPrice });
  else held.delete(key);
  return units - before;
}

function heldValue(held: ReadonlyMap<string, Holding>, markAt: MarkLookup, ts: number): number {
  let value = 0;
  for (const { symbol, units, lastPrice } of held.values()) {
    const mark = markAt(symbol, ts);
    value += units * (mark === null ? lastPrice : toNumber(mark));
  }
  return value;
}

function effectOf(soldOff: number, months: number, quote: string): Effect {
  const interval = wilson(soldOff, months);
  return {
    name: 'share of months that sold the account off',
    value: roundTo(soldOff / months, 4),
    ciLow: interval && roundTo(interval.low, 4),
    ciHigh: interval && roundTo(interval.high, 4),
    estimator: `value held down ≥ 90 % in 30 days, half of it sold (Elkind et al. 2022), ${months} months, ${quote}`,
  };
}
