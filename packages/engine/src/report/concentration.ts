import { toNumber } from '@twin/shared/primitives/decimal';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import { baseOf, quoteOf } from '../ledger/fill.ts';
import { dayOf, type Evidence } from './evidence.ts';

/** Herfindahl index from which markets are called concentrated (US merger guidelines: 2,500 of 10,000). */
const CONCENTRATED = 0.25;

/**
 * Concentration: mean Herfindahl index of open exposure over base assets at the end of each day with a decision,
 * at last own prices, in the quote asset with the most decisions. Quanto contracts are left out: their amounts are in
 * another asset. A state that may be intended.
 */
export function concentrationEvidence(decisions: readonly Decision[]): Evidence {
  const quote = mostUsedQuote(decisions);
  const open = new Map<string, { base: string; exposure: number }>();
  const rows: number[][] = [];
  let day = Number.NaN;
  const endDay = () => {
    const index = herfindahl([...open.values()]);
    if (open.size > 0) rows.push([index, index * index, 1]);
  };
  for (const decision of decisions) {
    if (quoteOf(decision.symbol) !== quote || decision.instrument === 'quanto') continue;
    const today = dayOf(decision.ts);
    if (!Number.isNaN(day) && today !== day) endDay();
    day = today;
    const exposure = exposureAfter(decision);
    const key = bookKey(decision);
    if (exposure > 0) open.set(key, { base: baseOf(decision.symbol), exposure });
    else open.delete(key);
  }
  endDay();
  return {
    name: 'Herfindahl index of open exposure',
    estimator: `mean over days with a decision, ${quote}`,
    n: rows.length,
    scarcer: null,
    days: rows,
    symbols: null,
    estimate: ([sum = 0, , n = 0]) => (n > 0 ? sum / n : null),
    standardError: ([sum = 0, squares = 0, n = 0]) =>
      n > 1 ? Math.sqrt(Math.max(1e-12, squares - (sum * sum) / n) / (n - 1) / n) : null,
    scale: 'difference',
    prior: { mean: CONCENTRATED, sd: 0.35 },
    minimal: CONCENTRATED,
    nullModel: null,
  };
}

export function mostUsedQuote(decisions: readonly Decision[]): string {
  const counts = new Map<string, number>();
  for (const { symbol } of decisions) {
    const quote = quoteOf(symbol);
    counts.set(quote, (counts.get(quote) ?? 0) + 1);
  }
  const [most] = [...counts.entries()].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most?.[0] ?? '';
}

/** Quote units; an inverse contract is one. */
export function exposureAfter({ before, side, qty, kind, instrument, vwap }: Decision): number {
  if (kind === 'close') return 0;
  const after = toNumber(before.qty) + (side === 'buy' ? 1 : -1) * toNumber(qty);
  if (instrument === 'inverse') return Math.abs(after);
  return instrument === 'spot' && after < 0 ? 0 : Math.abs(after) * toNumber(vwap);
}

function herfindahl(open: readonly { base: string; exposure: number }[]): number {
  const byBase = new Map<string, number>();
  let total = 0;
  for (const { base, exposure } of open) {
    byBase.set(base, (byBase.get(base) ?? 0) + exposure);
    total += exposure;
  }
  let sum = 0;
  for (const exposure of byBase.values()) sum += (exposure / total) ** 2;
  return sum;
}
