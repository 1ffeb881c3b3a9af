import { formatDecimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import { roundTo } from '../biases/model.ts';
import { type Book, bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { sumAmounts } from '../money/assetAmounts.ts';
import type { Effect } from './biasReport.ts';
import { exposureAfter } from './concentration.ts';
import { DAY_MS } from './evidence.ts';

const YEAR_DAYS = 365;
/** Shorter histories are not annualised. */
const DAYS_FROM = 90;

/** A decision with the book that it was booked in. */
interface Traded {
  decision: Decision;
  book: Book;
}

/**
 * What activity costs: yearly turnover (half of all bought and sold) and yearly fees, both as multiples of the largest
 * gross exposure so far, averaged over the decisions. All three are amounts of one asset, the settlement asset with the
 * most decisions, and of the same books. Inverse contracts are left out: quantity × price is no amount of theirs.
 * Fees of unknown value make the second one unknown. Source: Barber & Odean 2000. Empty below 90 days.
 */
export function activityCosts(decisions: readonly Decision[], ledger: Ledger): Effect[] {
  const linear = linearTrades(decisions, ledger);
  const asset = mostUsedAsset(linear);
  const own = linear.filter(({ book }) => book.contract.settle === asset);
  const [first, last] = [own[0]?.decision, own.at(-1)?.decision];
  const days = first && last ? (last.endTs - first.ts) / DAY_MS : 0;
  const scale = meanLargestExposure(own);
  if (days < DAYS_FROM || scale <= 0) return [];
  const traded = own.reduce((sum, { decision }) => sum + toNumber(decision.notional), 0);
  const perYear = YEAR_DAYS / days / scale;
  const estimator = `over the largest exposure so far, ${asset}`;
  return [
    effectOf('yearly turnover ÷ exposure', (traded / 2) * perYear, estimator),
    feesEffect(own, perYear, estimator),
  ];
}

function linearTrades(decisions: readonly Decision[], { books }: Ledger): Traded[] {
  return decisions.flatMap((decision) => {
    const book = books.get(bookKey(decision));
    return book?.contract.payoff === 'linear' ? [{ decision, book }] : [];
  });
}

/** The first in the alphabet of equally used ones; empty without any. */
function mostUsedAsset(trades: readonly Traded[]): string {
  const counts = new Map<string, number>();
  for (const { book } of trades)
    counts.set(book.contract.settle, (counts.get(book.contract.settle) ?? 0) + 1);
  const [most] = [...counts.entries()].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most?.[0] ?? '';
}

function meanLargestExposure(trades: readonly Traded[]): number {
  const open = new Map<Book, number>();
  let gross = 0;
  let largest = 0;
  let sum = 0;
  for (const { decision, book } of trades) {
    const exposure = exposureAfter(decision) * toNumber(book.contract.multiplier);
    gross += exposure - (open.get(book) ?? 0);
    open.set(book, exposure);
    largest = Math.max(largest, gross);
    sum += largest;
  }
  return trades.length === 0 ? 0 : sum / trades.length;
}

/** `perYear` turns settlement units into the yearly multiple. */
function feesEffect(trades: readonly Traded[], perYear: number, estimator: string): Effect {
  const name = 'yearly fees ÷ exposure';
  const totals = [...new Set(trades.map(({ book }) => book))].map((book) => book.totals);
  const unvalued = sumAmounts(totals.map(({ unvaluedFees }) => unvaluedFees));
  if (unvalued.length === 0) {
    const fees = totals.reduce((sum, { feeValue }) => sum + feeValue, ZERO);
    return effectOf(name, toNumber(fees) * perYear, estimator);
  }
  const listed = unvalued.map(({ asset, amount }) => `${formatDecimal(amount)} ${asset}`).join(', ');
  const reason = `No rate is known for ${listed} of fees.`;
  return { name, value: null, ciLow: null, ciHigh: null, estimator, reason };
}

function effectOf(name: string, value: number, estimator: string): Effect {
  return { name, value: roundTo(value, 4), ciLow: null, ciHigh: null, estimator };
}
