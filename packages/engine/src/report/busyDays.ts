import { barFacts } from '../biases/barFacts.ts';
import { meanUnrest, noteDecision, turnToDay, usualEntries } from '../biases/days.ts';
import { isSurprising } from '../biases/overtrading.ts';
import { initialState } from '../biases/state.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { type Interval, wilson } from '../stats/wilson.ts';
import { DAY_MS, DIFFERENCE_PRIOR, dayOf, type Evidence } from './evidence.ts';

/** A day surprises its own range with this probability. */
const BY_CHANCE = 0.01;
const MINIMAL_SHARE = 0.02;

/** Overtrading: share of active days whose entries exceed the own range (60 days before, day of the week, unrest of the markets), above the 1 % of chance. */
export function busyDaysEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const { days } = initialState();
  const measured: number[][] = [];
  let day = Number.NaN;
  const endDay = () => {
    if (!days.usual || days.entries === 0) return;
    const usual = usualEntries(days.usual, meanUnrest(days));
    measured.push([isSurprising(days.entries, usual, days.usual.size) ? 1 : 0, 1]);
  };
  for (const decision of decisions) {
    if (dayOf(decision.ts) !== day) {
      endDay();
      day = dayOf(decision.ts);
      turnToDay(days, day * DAY_MS);
    }
    const bars = barFacts(market.candles(decision.symbol), decision.ts);
    noteDecision(days, isEntry(decision), bars?.unrest ?? null);
  }
  endDay();
  const observed = measured.reduce((sum, [isBusy = 0]) => sum + isBusy, 0);
  return {
    name: 'share of days beyond the own range − 1 %',
    estimator: 'negative binomial of the 60 days before',
    n: measured.length,
    scarcer: null,
    days: measured,
    symbols: null,
    estimate: ([busy = 0, all = 0]) => (all > 0 ? busy / all - BY_CHANCE : null),
    standardError: ([busy = 0, all = 0]) =>
      all > 0 ? Math.sqrt(((busy + 1) * (all - busy + 1)) / (all + 2) ** 3) : null,
    ownInterval: ([busy = 0, all = 0]) => (busy === 0 || busy === all ? shareInterval(busy, all) : null),
    scale: 'difference',
    prior: DIFFERENCE_PRIOR,
    minimal: MINIMAL_SHARE,
    nullModel: () => ({
      observed,
      draw: (random) => {
        let drawn = 0;
        for (let i = 0; i < measured.length; i += 1) if (random.next() < BY_CHANCE) drawn += 1;
        return drawn;
      },
    }),
  };
}

/** Of a share that every resampled day would repeat, above what chance gives. */
function shareInterval(busy: number, all: number): Interval | null {
  const interval = wilson(busy, all);
  return interval && { low: interval.low - BY_CHANCE, high: interval.high - BY_CHANCE };
}
