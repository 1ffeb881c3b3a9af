import { toNumber } from '@twin/shared/primitives/decimal';
import { at } from '../../at.ts';
import { bookKey } from '../../ledger/book.ts';
import type { Decision } from '../../ledger/decision.ts';
import { firstBarFrom, lastClosedBar } from '../../market/bars.ts';
import type { Market } from '../../market/candle.ts';
import { DAY_MS, dayOf, type Evidence } from '../evidence.ts';
import { type Chance, observedExpected } from '../observedExpected.ts';

const WITHIN_DAYS = 30;

/**
 * Re-entries at a better price than the own last exit, against entries at a random moment of the 30 days after that
 * exit (Strahilevitz, Odean & Barber 2011: people buy back what has fallen since, and leave what has risen).
 */
export function repurchaseEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const exits = new Map<string, Decision>();
  const chances: Chance[] = [];
  for (const decision of decisions) {
    const key = bookKey(decision);
    const exit = exits.get(key);
    if (decision.kind === 'close') exits.set(key, decision);
    if (decision.kind !== 'open') continue;
    exits.delete(key);
    // Back into the same direction: the exit of a long was a sale.
    const chance = exit && exit.side !== decision.side ? chanceOf(decision, exit, market) : null;
    if (chance) chances.push(chance);
  }
  return observedExpected(
    {
      name: 're-entries below the own last exit ÷ expected',
      estimator: 'random moments of the 30 days after the exit',
    },
    chances,
    null,
  );
}

function chanceOf(entry: Decision, exit: Decision, market: Market): Chance | null {
  const series = market.candles(entry.symbol);
  if (!series || entry.ts - exit.endTs > WITHIN_DAYS * DAY_MS) return null;
  const first = firstBarFrom(series, exit.endTs);
  const last = lastClosedBar(series, exit.endTs + WITHIN_DAYS * DAY_MS);
  if (last - first < 1) return null;
  const sign = entry.side === 'buy' ? 1 : -1;
  const price = toNumber(exit.vwap);
  let better = 0;
  for (let bar = first; bar <= last; bar += 1) if (sign * (at(series.close, bar) - price) < 0) better += 1;
  return {
    day: dayOf(entry.ts),
    symbol: entry.symbol,
    isInState: sign * (toNumber(entry.vwap) - price) < 0,
    expected: better / (last + 1 - first),
  };
}
