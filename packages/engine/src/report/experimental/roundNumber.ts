import type { Decimal } from '@twin/shared/primitives/decimal';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import type { Decision } from '../../ledger/decision.ts';
import { dayOf, type Evidence } from '../evidence.ts';
import { observedExpected } from '../observedExpected.ts';

/** Two last digits of a price that knows nothing of round numbers are 00 this often. */
const BY_CHANCE = 0.01;
const HUNDRED = 100n;

/**
 * Limit and stop prices on a multiple of a hundred ticks against prices with random last digits (Bhattacharya, Holden &
 * Jacobsen 2012). A market order chooses no price. The tick of a symbol is the finest step among its own prices.
 */
export function roundNumberEvidence(decisions: readonly Decision[]): Evidence {
  const chosen = decisions.filter(({ orderType, fillIds }) => {
    return (
      (orderType === 'limit' || orderType === 'stop' || orderType === 'take_profit') && fillIds.length <= 1
    );
  });
  const ticks = new Map<string, Decimal>();
  for (const { symbol, vwap } of chosen) {
    const step = stepOf(vwap);
    const known = ticks.get(symbol);
    if (known === undefined || step < known) ticks.set(symbol, step);
  }
  return observedExpected(
    { name: 'order prices on round numbers ÷ expected', estimator: 'random last two digits at the own tick' },
    chosen.map(({ symbol, vwap, ts }) => ({
      day: dayOf(ts),
      symbol,
      isInState: vwap % ((ticks.get(symbol) ?? vwap) * HUNDRED) === 0n,
      expected: BY_CHANCE,
    })),
    null,
  );
}

/** The unit of the last decimal place that a price uses; 1 for whole numbers. */
function stepOf(price: Decimal): Decimal {
  const places = formatDecimal(price).split('.')[1]?.length ?? 0;
  return 10n ** BigInt(18 - places);
}
