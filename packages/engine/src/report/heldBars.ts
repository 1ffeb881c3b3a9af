import { toNumber, ZERO } from '@twin/shared/primitives/decimal';
import { at } from '../at.ts';
import { type BarSeries, lastFreshBar } from '../biases/barSeries.ts';
import { barStatesOf } from '../biases/barStates.ts';
import { lowerBound } from '../biases/trailingWindow.ts';
import type { Decision } from '../ledger/decision.ts';
import type { Market } from '../market/candle.ts';
import { DAY_MS } from './evidence.ts';
import type { HeldTrial } from './gainLogit.ts';
import type { PositionAfter } from './odean.ts';

const HOUR_MS = 3_600_000;
/** The horizons of chases and panics (science.md §1.2, §1.3). */
const MOVES_MS = [6 * HOUR_MS, DAY_MS];

interface Open {
  bars: BarSeries;
  /** Average cost. */
  cost: number;
  /** 1 of a long position, −1 of a short one. */
  direction: number;
  openedTs: number;
  /** Bars that closed later are still to be looked at. */
  from: number;
}

/** A candle of a hold, or the sale that falls into it. */
export interface HeldBar {
  isSold: boolean;
  price: number;
  ts: number;
  position: Open;
}

/**
 * One per position and candle, at the candle's close, and one per sale instead of the candle that it falls into,
 * at its own price, so that accounts of one symbol count too, and positions that were held for some hours. Of candles
 * below an hour one per hour. Only where candles are known. A position that was partly closed says nothing more that
 * UTC day: parts of one sale are one.
 */
export function heldBars(positions: readonly PositionAfter[], market: Market): HeldBar[] {
  const found: HeldBar[] = [];
  const open = new Map<string, Open>();
  for (const { key, decision, after } of positions) {
    const series = market.candles(decision.symbol);
    if (series === null) continue;
    const known = open.get(key);
    const isSale = decision.outcome.closedQty > ZERO;
    if (known) {
      addBars(found, known, decision.ts);
      if (isSale) addSale(found, known, decision);
    }
    if (after.qty === ZERO) {
      open.delete(key);
      continue;
    }
    const { openedTs } = decision.before;
    const isNew = openedTs === null || decision.kind === 'flip';
    open.set(key, {
      bars: barStatesOf(series).bars,
      cost: after.avgCost === null ? 0 : toNumber(after.avgCost),
      direction: after.qty > ZERO ? 1 : -1,
      openedTs: isNew ? decision.ts : openedTs,
      from: isSale && !isNew ? endOfDay(decision.endTs) : Math.max(decision.endTs, known?.from ?? 0),
    });
  }
  const lastTs = positions.at(-1)?.decision.ts ?? 0;
  for (const position of open.values()) addBars(found, position, lastTs);
  return found;
}

function endOfDay(ts: number): number {
  return (Math.floor(ts / DAY_MS) + 1) * DAY_MS;
}

/** Candles that closed before `until`. */
function addBars(found: HeldBar[], position: Open, until: number): void {
  const { bars, from } = position;
  const length = bars.granularityMs;
  const step = Math.max(1, Math.round(HOUR_MS / length));
  for (let k = lowerBound(bars.ts, from - length + 1); k < bars.ts.length; k += step) {
    const ts = at(bars.ts, k) + length;
    if (ts >= until) return;
    addBar(found, { isSold: false, price: at(bars.close, k), ts, position });
  }
}

function addSale(found: HeldBar[], position: Open, { vwap, ts }: Decision): void {
  if (ts < position.from || lastFreshBar(position.bars, ts) < 0) return;
  addBar(found, { isSold: true, price: toNumber(vwap), ts, position });
}

function addBar(found: HeldBar[], bar: HeldBar): void {
  const { cost } = bar.position;
  if (cost > 0 && bar.price > 0 && bar.price !== cost) found.push(bar);
}

/** What the logit weighs of it: left to the few that are sampled, since it costs more than finding them. */
export function trialOf({ isSold, price, ts, position }: HeldBar): HeldTrial {
  const { bars, cost, direction, openedTs } = position;
  const moveSince = (ms: number) => {
    const before = Math.max(0, lowerBound(bars.ts, ts - ms - bars.granularityMs + 1) - 1);
    return direction * Math.log(price / at(bars.close, before));
  };
  return {
    isSold,
    isGain: price > cost === direction > 0,
    distance: Math.abs(Math.log(price / cost)),
    moves: MOVES_MS.map(moveSince),
    lnHold: Math.log(Math.max(1, (ts - openedTs) / Math.max(HOUR_MS, bars.granularityMs))),
  };
}
