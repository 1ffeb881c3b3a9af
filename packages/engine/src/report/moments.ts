import { toNumber } from '@twin/shared/primitives/decimal';
import { at } from '../at.ts';
import { type BarSeries, lastFreshBar } from '../biases/barSeries.ts';
import { type BarStates, barStatesOf } from '../biases/barStates.ts';
import { lowerBound } from '../biases/trailingWindow.ts';
import { type Decision, isEntry } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { DAY_MS, dayOf, type Evidence } from './evidence.ts';
import { type Chance, type DrawMoment, observedExpected } from './observedExpected.ts';

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
  const bar = lastFreshBar(states.bars, decision.ts);
  if (bar < 0 || !isIn(states.measured, bar)) return null;
  return { decision, states, bar };
}

function isIn(counts: Int32Array, bar: number): boolean {
  return at(counts, bar + 1) > at(counts, bar);
}

/** Chasing: entries into a spike against the same entries moved by whole days within 30 days (days move together). */
export function chaseEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const moments: Moment[] = [];
  for (const decision of decisions) {
    const moment = isEntry(decision) ? momentOf(decision, market) : null;
    if (moment) moments.push(moment);
  }
  const chances = moments.map((moment): Chance => {
    const isInState = isIn(spikesOf(moment), moment.bar);
    const measured = sameHourCount(moment, moment.states.measured);
    const spikes = sameHourCount(moment, spikesOf(moment));
    const expected = measured > 0 ? spikes / measured : isInState ? 1 : 0;
    const { symbol, ts } = moment.decision;
    return { day: dayOf(ts), symbol, isInState, expected };
  });
  const beginDraw = (): DrawMoment => {
    let movedDay = Number.NaN;
    let movedBy = 0;
    return (place, random) => {
      const moment = moments[place];
      if (!moment) return false;
      if (dayOf(moment.decision.ts) !== movedDay) {
        movedDay = dayOf(moment.decision.ts);
        const drawn = random.below(2 * SHIFT_DAYS);
        movedBy = drawn < SHIFT_DAYS ? drawn - SHIFT_DAYS : drawn - SHIFT_DAYS + 1;
      }
      const moved = moment.bar + movedBy * barsPerDay(moment.states.bars);
      const isMeasured =
        moved >= 0 && moved < moment.states.bars.ts.length && isIn(moment.states.measured, moved);
      return isMeasured ? isIn(spikesOf(moment), moved) : random.next() < (chances[place]?.expected ?? 0);
    };
  };
  return observedExpected(
    {
      name: 'entries after a spike ÷ expected',
      estimator: 'the same entries moved by whole days within 30 days',
    },
    chances,
    beginDraw,
  );
}

function spikesOf({ decision, states }: Moment): Int32Array {
  return decision.side === 'buy' ? states.spikeUp : states.spikeDown;
}

const daysOfBars = new WeakMap<BarSeries, number>();

/** Bars of a whole day: with gaps as many as the fullest day has, so that the session of a stock is one. */
function barsPerDay(bars: BarSeries): number {
  const known = daysOfBars.get(bars);
  if (known !== undefined) return known;
  const whole = Math.max(1, Math.round(DAY_MS / bars.granularityMs));
  const counted = bars.clock === bars.ts ? whole : Math.min(whole, fullestDay(bars.ts));
  daysOfBars.set(bars, counted);
  return counted;
}

function fullestDay(ts: Float64Array): number {
  let most = 0;
  let day = Number.NaN;
  let count = 0;
  for (const begin of ts) {
    count = dayOf(begin) === day ? count + 1 : 1;
    day = dayOf(begin);
    most = Math.max(most, count);
  }
  return most;
}

/** Bars in the state at the same time of the day within 30 days before and after, the moment itself left out. */
function sameHourCount({ states, bar }: Moment, counts: Int32Array): number {
  const step = barsPerDay(states.bars);
  const running = sameHourRunning(counts, step);
  const first = bar - SHIFT_DAYS * step;
  const beforeFirst = first - step;
  let last = bar + SHIFT_DAYS * step;
  while (last >= running.length) last -= step;
  return at(running, last) - (beforeFirst < 0 ? 0 : at(running, beforeFirst)) - (isIn(counts, bar) ? 1 : 0);
}

const runningCounts = new WeakMap<Int32Array, Int32Array>();

/** For each bar how many bars at its time of the day up to it are in the state; kept with the counts. */
function sameHourRunning(counts: Int32Array, step: number): Int32Array {
  const known = runningCounts.get(counts);
  if (known) return known;
  const running = new Int32Array(counts.length - 1);
  for (let bar = 0; bar < running.length; bar += 1) {
    running[bar] = (bar < step ? 0 : at(running, bar - step)) + (isIn(counts, bar) ? 1 : 0);
  }
  runningCounts.set(counts, running);
  return running;
}

/** Panic: exits out of a dip against exits at random moments of the same holds. */
export function panicEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const chances: Chance[] = [];
  for (const decision of decisions) {
    const hold = holdOf(decision, market, CLOSED_FROM);
    if (!hold) continue;
    const dips = decision.side === 'sell' ? hold.states.dip : hold.states.rip;
    const inHold = at(dips, hold.bar + 1) - at(dips, hold.first);
    const expected = inHold / (hold.bar + 1 - hold.first);
    chances.push({
      day: dayOf(decision.ts),
      symbol: decision.symbol,
      isInState: isIn(dips, hold.bar),
      expected,
    });
  }
  return observedExpected(
    { name: 'exits out of a dip ÷ expected', estimator: 'random moments of the same holds' },
    chances,
    null,
  );
}

/** Break-even: exits near the own cost against exits at random moments of the same holds. */
export function breakEvenEvidence(decisions: readonly Decision[], market: Market): Evidence {
  const chances: Chance[] = [];
  for (const decision of decisions) {
    const { avgCost } = decision.before;
    const hold = avgCost === null ? null : holdOf(decision, market, 0.5);
    if (!hold || avgCost === null) continue;
    const cost = toNumber(avgCost);
    const { bars, atr14 } = hold.states;
    let near = 0;
    let isNear = false;
    for (let bar = hold.first; bar <= hold.bar; bar += 1) {
      isNear = Math.abs(at(bars.close, bar) - cost) <= NEAR_ATR * at(atr14, bar);
      if (isNear) near += 1;
    }
    const expected = near / (hold.bar + 1 - hold.first);
    chances.push({ day: dayOf(decision.ts), symbol: decision.symbol, isInState: isNear, expected });
  }
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
  const moment = momentOf(decision, market);
  if (!moment || toNumber(decision.qty) < closedFrom * Math.abs(toNumber(qty))) return null;
  const first = lowerBound(moment.states.bars.ts, openedTs);
  return moment.bar - first < 1 ? null : { ...moment, first };
}
