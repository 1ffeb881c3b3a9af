import type { Close } from './closes.ts';
import { blockOf, type Evidence } from './evidence.ts';
import { type Measured, meanDifference } from './meanDifference.ts';

/** Early exit: how much longer losers are held than winners. */
export function holdingTimeEvidence(closes: readonly Close[]): Evidence {
  const items: Measured[] = [];
  for (const { day, symbol, holdMs, isLoss } of closes) {
    if (holdMs === null || holdMs <= 0) continue;
    items.push({ day, symbol, block: blockOf(day, 0), value: Math.log(holdMs), isFlagged: isLoss });
  }
  return meanDifference(
    {
      name: 'holding time of losers ÷ of winners',
      estimator: 'ratio of geometric means over closed episodes',
    },
    items,
  );
}
