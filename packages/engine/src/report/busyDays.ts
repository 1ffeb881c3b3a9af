import { turnToDay } from '../biases/days.ts';
import { initialState } from '../biases/state.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import { DAY_MS, DIFFERENCE_PRIOR, dayOf, type Evidence } from './evidence.ts';

/** A day surprises its own range with this probability. */
const BY_CHANCE = 0.01;
const MINIMAL_SHARE = 0.02;

/** Overtrading: share of active days whose entries exceed the own range of the 60 days before, above the 1 % of chance. */
export function busyDaysEvidence(decisions: readonly Decision[]): Evidence {
  const { days } = initialState();
  const measured: number[][] = [];
  let day = Number.NaN;
  const endDay = () => {
    if (days.limit && days.entries > 0) measured.push([days.entries >= days.limit.surprising ? 1 : 0, 1]);
  };
  for (const decision of decisions) {
    if (dayOf(decision.ts) !== day) {
      endDay();
      day = dayOf(decision.ts);
      turnToDay(days, day * DAY_MS);
    }
    days.decisions += 1;
    if (isEntry(decision)) days.entries += 1;
  }
  endDay();
  const observed = measured.reduce((sum, [isBusy = 0]) => sum + isBusy, 0);
  return {
    name: 'share of days beyond the own range − 1 %',
    estimator: 'negative binomial of the 60 days before',
    n: measured.length,
    scarcer: null,
    days: measured,
    estimate: ([busy = 0, all = 0]) => (all > 0 ? busy / all - BY_CHANCE : null),
    standardError: ([busy = 0, all = 0]) =>
      all > 0 ? Math.sqrt(((busy + 1) * (all - busy + 1)) / (all + 2) ** 3) : null,
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
