import type { Decision } from '../ledger/decision.ts';
import { blockOf, dayOf, type Evidence } from './evidence.ts';
import { rateRatio, type Stretch } from './rateRatio.ts';

/**
 * Averaging down: how often an act in a losing position is an add, against acts in winning ones. Conditional on
 * acting, so neither the trend of the market nor fees in the cost make a random trader look like one who
 * averages down; a taste for selling winners shows here too.
 */
export function addsToLosersEvidence(decisions: readonly Decision[]): Evidence {
  const acts: Stretch[] = [];
  for (const { kind, symbol, vwap, before, ts } of decisions) {
    const { qty, avgCost } = before;
    if (avgCost === null || vwap === avgCost || qty === 0n) continue;
    const isFlagged = qty > 0n ? vwap < avgCost : vwap > avgCost;
    const day = dayOf(ts);
    const events = kind === 'increase' ? 1 : 0;
    acts.push({ day, symbol, block: blockOf(day, 0), events, exposure: 1, isFlagged });
  }
  return rateRatio(
    {
      name: 'share of adds among acts in losing ÷ in winning positions',
      estimator: 'ratio of shares at average cost',
    },
    acts,
  );
}
