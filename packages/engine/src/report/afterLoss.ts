import { type Decision, isEntry } from '../ledger/decision.ts';
import type { Close } from './closes.ts';
import { blockOf, type Evidence } from './evidence.ts';
import { rateRatio, type Stretch } from './rateRatio.ts';

const WINDOW_MS = 4 * 3_600_000;

/** Revenge: how much faster new entries follow losing exits than winning ones (4 h or until the next exit). */
export function afterLossEvidence(decisions: readonly Decision[], closes: readonly Close[]): Evidence {
  const entries: { ts: number; place: number }[] = [];
  decisions.forEach((decision, place) => {
    if (isEntry(decision)) entries.push({ ts: decision.ts, place });
  });
  const lastTs = decisions.at(-1)?.ts ?? 0;
  const stretches: Stretch[] = [];
  let first = 0;
  closes.forEach((close, index) => {
    const end = Math.min(close.ts + WINDOW_MS, closes[index + 1]?.ts ?? lastTs, lastTs);
    while ((entries[first]?.ts ?? Number.POSITIVE_INFINITY) < close.ts) first += 1;
    let events = 0;
    for (let i = first; (entries[i]?.ts ?? Number.POSITIVE_INFINITY) <= end; i += 1) {
      if ((entries[i]?.place ?? 0) > close.place) events += 1;
    }
    const exposure = end - close.ts;
    if (exposure <= 0) return;
    const { day, symbol, isLoss } = close;
    stretches.push({ day, symbol, block: blockOf(day, 0), events, exposure, isFlagged: isLoss });
  });
  return rateRatio(
    {
      name: 'entry rate after losses ÷ after wins',
      estimator: 'rate ratio of entries within 4 h of an exit',
    },
    stretches,
  );
}
