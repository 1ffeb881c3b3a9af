import { toNumber, ZERO } from '@twin/shared/primitives/decimal';
import { at } from '../at.ts';
import { barFacts } from '../biases/barFacts.ts';
import type { BarSeries } from '../biases/barSeries.ts';
import { barStatesOf } from '../biases/barStates.ts';
import { lowerBound } from '../biases/trailingWindow.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { DAY_MS } from './evidence.ts';
import type { HeldTrial } from './gainLogit.ts';
import { type HeldPosition, positionsAfter } from './odean.ts';

const HOUR_MS = 3_600_000;
/** The horizons of chases and panics (science.md §1.2, §1.3). */
const MOVES_MS = [6 * HOUR_MS, DAY_MS];

interface Open {
  bars: BarSeries;
  held: HeldPosition;
  openedTs: number;
  /** Bars that closed later are still to be looked at. */
  from: number;
}

/**
 * One trial per position and candle, at the candle's close, and one per sale instead of the candle that it falls into,
 * at its own price, so that accounts of one symbol count too, and positions that were held for some hours. Of candles
 * below an hour one per hour. Only where candles are known. A position that was partly closed says nothing more that
 * UTC day: parts of one sale are one.
 */
export function heldBars(
  decisions: readonly Decision[],
  finalPositions: ReadonlyMap<string, HeldPosition>,
  market: Market,
): HeldTrial[] {
  const trials: HeldTrial[] = [];
  const open = new Map<string, Open>();
  for (const { key, decision, after } of positionsAfter(decisions, finalPositions)) {
    const known = open.get(key);
    const isSale = decision.outcome.closedQty > ZERO;
    if (known) {
      addBars(trials, known, decision.ts);
      if (isSale) addSale(trials, known, decision, market);
    }
    const series = market.candles(decision.symbol);
    if (after.qty === ZERO || series === null) {
      open.delete(key);
      continue;
    }
    const { openedTs } = decision.before;
    const isNew = openedTs === null || decision.kind === 'flip';
    open.set(key, {
      bars: barStatesOf(series).bars,
      held: after,
      openedTs: isNew ? decision.ts : openedTs,
      from: isSale && !isNew ? endOfDay(decision.endTs) : Math.max(decision.endTs, known?.from ?? 0),
    });
  }
  const lastTs = decisions.at(-1)?.ts ?? 0;
  for (const position of open.values()) addBars(trials, position, lastTs);
  return trials;
}

function endOfDay(ts: number): number {
  return (Math.floor(ts / DAY_MS) + 1) * DAY_MS;
}

/** Candles that closed before `until`. */
function addBars(trials: HeldTrial[], position: Open, until: number): void {
  const { bars, from } = position;
  const length = bars.granularityMs;
  const step = Math.max(1, Math.round(HOUR_MS / length));
  for (let k = lowerBound(bars.ts, from - length + 1); k < bars.ts.length; k += step) {
    const ts = at(bars.ts, k) + length;
    if (ts >= until) return;
    addTrial(trials, position, at(bars.close, k), ts, false);
  }
}

function addSale(trials: HeldTrial[], position: Open, { vwap, symbol, ts }: Decision, market: Market): void {
  if (ts < position.from || barFacts(market.candles(symbol), ts) === null) return;
  addTrial(trials, position, toNumber(vwap), ts, true);
}

function addTrial(
  trials: HeldTrial[],
  { bars, held, openedTs }: Open,
  price: number,
  ts: number,
  isSold: boolean,
): void {
  const cost = held.avgCost === null ? 0 : toNumber(held.avgCost);
  if (cost <= 0 || price <= 0 || price === cost) return;
  const direction = held.qty > ZERO ? 1 : -1;
  const moveSince = (ms: number) => {
    const before = Math.max(0, lowerBound(bars.ts, ts - ms - bars.granularityMs + 1) - 1);
    return direction * Math.log(price / at(bars.close, before));
  };
  trials.push({
    isSold,
    isGain: price > cost === direction > 0,
    distance: Math.abs(Math.log(price / cost)),
    moves: MOVES_MS.map(moveSince),
    lnHold: Math.log(Math.max(1, (ts - openedTs) / Math.max(HOUR_MS, bars.granularityMs))),
  });
}
