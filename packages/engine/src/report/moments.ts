import { toNumber } from '@twin/shared/primitives/decimal';
import { at } from '../biases/barSeries.ts';
import { type BarStates, barStatesOf } from '../biases/barStates.ts';
import { lowerBound } from '../biases/trailingWindow.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import type { Random } from '../stats/random.ts';
import { isEntry } from './closes.ts';
import { DAY_MS, dayOf, type Evidence } from './evidence.ts';
import { type Chance, observedExpected } from './observedExpected.ts';

const SHIFT_DAYS = 30;
const CLOSED_FROM = 0.25;
const NEAR_ATR = 0.25;

interface Moment {
  decision: Decision;
  states: BarStates;
  /** The last closed bar. */
  bar: number;
}

function momentOf(decision: Decision, market: Market): Moment | null {
  const series = market.candles(decision.symbol);
  if (!series) return null;
  const states = barStatesOf(series);
  const { ts, granularityMs } = states.bars;
  const bar = lowerBound(ts, decision.ts - granularityMs + 1) - 1;
  if (bar < 0 || decision.ts - at(ts, bar) > 3 * granularityMs || !isIn(states.measured, bar)) return null;
  return { decision, states, bar };
}

function isIn(counts: Int32Array, bar: number): boolean {
  return at(counts, bar + 1) > at(counts, bar);
}

/** Chasing: entries into a spike against the same entries moved by whole days within 30 days (days move together). */
export function chaseEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const moments = decisions.filter(isEntry).flatMap((decision) => momentOf(decision, market) ?? []);
  const shifted = ({ decision, states, bar }: Moment, days: number): boolean => {
    const moved = bar + days * Math.max(1, Math.round(DAY_MS / states.bars.granularityMs));
    const spikes = decision.side === 'buy' ? states.spikeUp : states.spikeDown;
    const isInside = moved >= 0 && moved < states.bars.ts.length && isIn(states.measured, moved);
    return isIn(spikes, isInside ? moved : bar);
  };
  const chances = moments.map((moment): Chance => {
    let spikes = 0;
    for (let days = 1; days <= SHIFT_DAYS; days += 1) {
      spikes += (shifted(moment, days) ? 1 : 0) + (shifted(moment, -days) ? 1 : 0);
    }
    return {
      day: dayOf(moment.decision.ts),
      isInState: shifted(moment, 0),
      expected: spikes / (2 * SHIFT_DAYS),
    };
  });
  let movedDay = Number.NaN;
  let movedBy = 0;
  const drawMoment = (place: number, random: Random): boolean => {
    const moment = moments[place];
    if (!moment) return false;
    if (dayOf(moment.decision.ts) !== movedDay) {
      movedDay = dayOf(moment.decision.ts);
      const drawn = random.below(2 * SHIFT_DAYS);
      movedBy = drawn < SHIFT_DAYS ? drawn - SHIFT_DAYS : drawn - SHIFT_DAYS + 1;
    }
    return shifted(moment, movedBy);
  };
  return observedExpected(
    {
      name: 'entries after a spike ÷ expected',
      estimator: 'the same entries moved by whole days within 30 days',
    },
    chances,
    drawMoment,
  );
}

/** Panic: exits out of a dip against exits at random moments of the same holds. */
export function panicEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const chances = decisions.flatMap((decision): Chance[] => {
    const hold = holdOf(decision, market, CLOSED_FROM);
    if (!hold) return [];
    const dips = decision.side === 'sell' ? hold.states.dip : hold.states.rip;
    const inHold = at(dips, hold.bar + 1) - at(dips, hold.first);
    return [
      {
        day: dayOf(decision.ts),
        isInState: isIn(dips, hold.bar),
        expected: inHold / (hold.bar + 1 - hold.first),
      },
    ];
  });
  return observedExpected(
    { name: 'exits out of a dip ÷ expected', estimator: 'random moments of the same holds' },
    chances,
    null,
  );
}

/** Break-even: exits near the own cost against exits at random moments of the same holds. */
export function breakEvenEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const chances = decisions.flatMap((decision): Chance[] => {
    const hold = holdOf(decision, market, 0.5);
    const cost = decision.before.avgCost === null ? null : toNumber(decision.before.avgCost);
    if (!hold || cost === null) return [];
    const { bars, atr14 } = hold.states;
    let near = 0;
    let isNear = false;
    for (let bar = hold.first; bar <= hold.bar; bar += 1) {
      isNear = Math.abs(at(bars.close, bar) - cost) <= NEAR_ATR * at(atr14, bar);
      if (isNear) near += 1;
    }
    return [{ day: dayOf(decision.ts), isInState: isNear, expected: near / (hold.bar + 1 - hold.first) }];
  });
  return observedExpected(
    { name: 'exits near the own cost ÷ expected', estimator: 'random moments of the same holds' },
    chances,
    null,
  );
}

/** Bars of the hold that an exit of at least this share ends; null below two of them. */
function holdOf(decision: Decision, market: Market, closedFrom: number): (Moment & { first: number }) | null {
  const { qty, openedTs } = decision.before;
  if (isEntry(decision) || qty === 0n || openedTs === null) return null;
  if (toNumber(decision.qty) < closedFrom * Math.abs(toNumber(qty))) return null;
  const moment = momentOf(decision, market);
  if (!moment) return null;
  const first = lowerBound(moment.states.bars.ts, openedTs);
  return moment.bar - first < 1 ? null : { ...moment, first };
}
