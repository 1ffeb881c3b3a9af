import { at } from '../at.ts';
import { ema } from '../market/averages.ts';
import type { CandleSeries } from '../market/candle.ts';
import { atr, rsi } from '../market/wilder.ts';
import { type BarSeries, barSeriesOf, zScore } from './barSeries.ts';

/** Prefix counts over the bars, so that the time spent in a state between two moments is one subtraction. */
export interface BarStates {
  bars: BarSeries;
  measured: Int32Array;
  spikeUp: Int32Array;
  spikeDown: Int32Array;
  dip: Int32Array;
  rip: Int32Array;
  /** Closes within half a per cent of 1. */
  atPar: Int32Array;
  rsi14: Float64Array;
  atr14: Float64Array;
  atr24: Float64Array;
  ema20: Float64Array;
  ema100: Float64Array;
}

const SPIKE = 1;
const DIP = 1.5;
const PAR = 0.005;

/** Candle series never change once they are read, so their states are kept with them. */
const prepared = new WeakMap<CandleSeries, BarStates>();

export function barStatesOf(series: CandleSeries): BarStates {
  const known = prepared.get(series);
  if (known) return known;
  const bars = barSeriesOf(series);
  const states: BarStates = {
    bars,
    ...stateCounts(bars),
    rsi14: rsi(bars.close, 14),
    atr14: atr(bars.high, bars.low, bars.close, 14),
    atr24: atr(bars.high, bars.low, bars.close, 24),
    ema20: ema(bars.close, 20),
    ema100: ema(bars.close, 100),
  };
  prepared.set(series, states);
  return states;
}

type Counts = Pick<BarStates, 'measured' | 'spikeUp' | 'spikeDown' | 'dip' | 'rip' | 'atPar'>;

function stateCounts(bars: BarSeries): Counts {
  const n = bars.ts.length;
  const counts: Counts = {
    measured: new Int32Array(n + 1),
    spikeUp: new Int32Array(n + 1),
    spikeDown: new Int32Array(n + 1),
    dip: new Int32Array(n + 1),
    rip: new Int32Array(n + 1),
    atPar: new Int32Array(n + 1),
  };
  for (let k = 0; k < n; k += 1) {
    const z6 = zScore(bars, 1, k, at(bars.close, k));
    const z24 = zScore(bars, 2, k, at(bars.close, k));
    const isMeasured = z6 !== null && z24 !== null;
    carry(counts.measured, k, isMeasured);
    carry(counts.spikeUp, k, isMeasured && Math.max(z6, z24) >= SPIKE);
    carry(counts.spikeDown, k, isMeasured && Math.min(z6, z24) <= -SPIKE);
    carry(counts.dip, k, isMeasured && z6 <= -DIP);
    carry(counts.rip, k, isMeasured && z6 >= DIP);
    carry(counts.atPar, k, Math.abs(at(bars.close, k) - 1) < PAR);
  }
  return counts;
}

function carry(counts: Int32Array, k: number, isInside: boolean): void {
  counts[k + 1] = at(counts, k) + (isInside ? 1 : 0);
}
