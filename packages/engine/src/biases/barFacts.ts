import { at } from '../at.ts';
import type { CandleSeries, Market } from '../market/candle.ts';
import { lastFreshBar, lnUnrest, zScore } from './barSeries.ts';
import { type BarStates, barStatesOf } from './barStates.ts';
import { lowerBound } from './trailingWindow.ts';

const BAND = 20;
const DAY_BARS = 24;
const PAR_BARS = 20;
const PAR_SHARE = 0.95;

export interface StateBars {
  inside: number;
  outside: number;
}

/** What the closed bars say at one moment. Every number is null in its warm-up. */
export class BarFacts {
  private readonly states: BarStates;
  /** The last bar that was closed. */
  private readonly k: number;

  constructor(states: BarStates, k: number) {
    this.states = states;
    this.k = k;
  }

  get rsi14(): number | null {
    return measured(at(this.states.rsi14, this.k));
  }

  get atr14(): number | null {
    return measured(at(this.states.atr14, this.k));
  }

  get atr24(): number | null {
    return measured(at(this.states.atr24, this.k));
  }

  get close(): number {
    return at(this.states.bars.close, this.k);
  }

  /** z of the price against the close 1, 6 or 24 hours before (1, 3 or 5 days). */
  z(horizon: 0 | 1 | 2, price: number): number | null {
    return zScore(this.states.bars, horizon, this.k, price);
  }

  /** See `lnUnrest`, at this moment. */
  get unrest(): number | null {
    return lnUnrest(this.states.bars, this.k);
  }

  /** Bollinger %B (20, 2, population) of the price, mirrored for shorts; .5 without width. */
  bandPosition(price: number, direction: number): number | null {
    const { close } = this.states.bars;
    if (this.k + 1 < BAND) return null;
    let sum = 0;
    for (let i = this.k + 1 - BAND; i <= this.k; i += 1) sum += at(close, i);
    const middle = sum / BAND;
    let squares = 0;
    for (let i = this.k + 1 - BAND; i <= this.k; i += 1) squares += (at(close, i) - middle) ** 2;
    const deviation = Math.sqrt(squares / BAND);
    if (deviation === 0) return 0.5;
    return 0.5 + (direction * (price - middle)) / (4 * deviation);
  }

  /** 1 within half an ATR of the window's highest high (for shorts: lowest low) or beyond it, else 0. */
  nearExtreme(price: number, direction: number): number | null {
    const { bars } = this.states;
    const atr = this.atr14;
    if (atr === null || this.k + 1 < bars.window) return null;
    const extreme = this.extreme(this.k + 1 - bars.window, direction);
    return direction * (price - extreme) >= -0.5 * atr ? 1 : 0;
  }

  /** Worst price for the direction in the bars that lie wholly after `since`; null without one. */
  worstSince(since: number, direction: number): number | null {
    const first = lowerBound(this.states.bars.ts, since);
    return first > this.k ? null : this.extreme(first, -direction);
  }

  /** The same for the best price. */
  bestSince(since: number, direction: number): number | null {
    return this.worstSince(since, -direction);
  }

  /** Share of the bars wholly after `since` that closed within so many ATRs of the price; null below two bars. */
  shareNear(price: number, atrs: number, since: number): number | null {
    const first = lowerBound(this.states.bars.ts, since);
    if (this.k - first < 1) return null;
    let near = 0;
    for (let i = first; i <= this.k; i += 1) {
      if (Math.abs(at(this.states.bars.close, i) - price) <= atrs * at(this.states.atr14, i)) near += 1;
    }
    return near / (this.k + 1 - first);
  }

  /** Milliseconds since the first bar of the running spike closed; 0 when only the moment's price makes one. */
  sinceSpike(ts: number, direction: number): number {
    const counts = direction > 0 ? this.states.spikeUp : this.states.spikeDown;
    let first = this.k + 1;
    while (first > 0 && at(counts, first) > at(counts, first - 1)) first -= 1;
    return first > this.k ? 0 : ts - at(this.states.bars.ts, first) - this.states.bars.granularityMs;
  }

  /** Whether nearly all closes so far were one unit of the quote asset. */
  get isAtPar(): boolean {
    const n = this.k + 1;
    return n >= PAR_BARS && at(this.states.atPar, n) >= PAR_SHARE * n;
  }

  /** 1 while the trend of the direction holds: beyond EMA20 with RSI14 in its outer half but not beyond 70 (30). */
  trendIntact(price: number, direction: number): number | null {
    const ema = at(this.states.ema20, this.k);
    const rsi = this.rsi14;
    if (Number.isNaN(ema) || rsi === null) return null;
    const strength = direction > 0 ? rsi : 100 - rsi;
    return direction * (price - ema) > 0 && strength >= 50 && strength <= 70 ? 1 : 0;
  }

  /** ln of the price over the average of some days (EMA100), in the direction. */
  beyondTrend(price: number, direction: number): number | null {
    const average = measured(at(this.states.ema100, this.k));
    return average === null || price <= 0 ? null : direction * Math.log(price / average);
  }

  /** ln of the best price of the last 24 bars for the direction over this one: how far it came back from there. */
  belowBest(price: number, direction: number): number | null {
    if (this.k + 1 < DAY_BARS || price <= 0) return null;
    return direction * Math.log(this.extreme(this.k + 1 - DAY_BARS, direction) / price);
  }

  /** Bars closed after `from` up to now, inside and outside of a spike of the direction. */
  spikeBars(from: number, direction: number): StateBars {
    return this.count(from, direction > 0 ? this.states.spikeUp : this.states.spikeDown);
  }

  /** The same for dips against a position of the direction. */
  dipBars(from: number, direction: number): StateBars {
    return this.count(from, direction > 0 ? this.states.dip : this.states.rip);
  }

  /** Bars closed after `from` up to now beyond the price in the direction (inside), and on its other side. */
  barsBeyond(price: number, from: number, direction: number): StateBars {
    const { close } = this.states.bars;
    const beyond = { inside: 0, outside: 0 };
    for (let i = this.firstClosedAfter(from); i <= this.k; i += 1) {
      const distance = direction * (at(close, i) - price);
      if (distance > 0) beyond.inside += 1;
      if (distance < 0) beyond.outside += 1;
    }
    return beyond;
  }

  private count(from: number, counts: Int32Array): StateBars {
    const first = this.firstClosedAfter(from);
    if (first > this.k) return { inside: 0, outside: 0 };
    const inside = at(counts, this.k + 1) - at(counts, first);
    const all = at(this.states.measured, this.k + 1) - at(this.states.measured, first);
    return { inside, outside: all - inside };
  }

  private firstClosedAfter(from: number): number {
    return lowerBound(this.states.bars.ts, from - this.states.bars.granularityMs + 1);
  }

  private extreme(first: number, direction: number): number {
    const { high, low } = this.states.bars;
    let extreme = direction > 0 ? at(high, first) : at(low, first);
    for (let i = first + 1; i <= this.k; i += 1) {
      extreme = direction > 0 ? Math.max(extreme, at(high, i)) : Math.min(extreme, at(low, i));
    }
    return extreme;
  }
}

/** The closed bars at `ts`; null without candles or when the last closed one is stale (`lastFreshBar`). */
export function barFacts(series: CandleSeries | null, ts: number): BarFacts | null {
  if (!series) return null;
  const states = barStatesOf(series);
  const k = lastFreshBar(states.bars, ts);
  return k < 0 ? null : new BarFacts(states, k);
}

/** Close of the symbol's last closed bar, or null. */
export function closedPrice(market: Market, symbol: string, ts: number): number | null {
  return barFacts(market.candles(symbol), ts)?.close ?? null;
}

function measured(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
