import { type Decimal, toNumber } from '@twin/shared/primitives/decimal';
import { roundTo } from '../biases/model.ts';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import { quoteOf } from '../ledger/fill.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Effect } from './biasReport.ts';
import { exposureAfter, mostUsedQuote } from './concentration.ts';
import { DAY_MS } from './evidence.ts';

const YEAR_DAYS = 365;
/** Shorter histories are not annualised. */
const DAYS_FROM = 90;

/**
 * What activity costs: yearly turnover (half of all bought and sold) and yearly fees, both as multiples of the largest
 * gross exposure so far, averaged over the decisions, in the quote asset with the most of them. Source: Barber &
 * Odean 2000. Empty below 90 days.
 */
export function activityCosts(decisions: readonly Decision[], ledger: Ledger): Effect[] {
  const quote = mostUsedQuote(decisions);
  const own = decisions.filter(({ symbol }) => quoteOf(symbol) === quote);
  const [first, last] = [own[0], own.at(-1)];
  const days = first && last ? (last.endTs - first.ts) / DAY_MS : 0;
  const scale = meanLargestExposure(own);
  if (days < DAYS_FROM || scale <= 0) return [];
  const traded = own.reduce((sum, { notional }) => sum + toNumber(notional), 0);
  const perYear = YEAR_DAYS / days / scale;
  const estimator = `over the largest exposure so far, ${quote}`;
  return [
    effectOf('yearly turnover ÷ exposure', (traded / 2) * perYear, estimator),
    effectOf('yearly fees ÷ exposure', toNumber(feesIn(ledger, quote)) * perYear, estimator),
  ];
}

function meanLargestExposure(decisions: readonly Decision[]): number {
  const open = new Map<string, number>();
  let gross = 0;
  let largest = 0;
  let sum = 0;
  for (const decision of decisions) {
    const key = bookKey(decision);
    const exposure = exposureAfter(decision);
    gross += exposure - (open.get(key) ?? 0);
    open.set(key, exposure);
    largest = Math.max(largest, gross);
    sum += largest;
  }
  return decisions.length === 0 ? 0 : sum / decisions.length;
}

function feesIn(ledger: Ledger, asset: string): Decimal {
  let fees = 0n;
  for (const { contract, totals } of ledger.books.values())
    if (contract.settle === asset) fees += totals.feeValue;
  return fees;
}

function effectOf(name: string, value: number, estimator: string): Effect {
  return { name, value: roundTo(value, 4), ciLow: null, ciHigh: null, estimator };
}
