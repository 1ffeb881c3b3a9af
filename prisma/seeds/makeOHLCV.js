/**
 * Writes seedOHLCV.json: hourly candles of four made-up markets, the same at every run. A random walk with an own
 * integer generator, and the spikes and dips that seedTrades.ts acts on. Run: node prisma/seeds/makeOHLCV.js
 */
import { writeFileSync } from 'node:fs';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2025, 6, 12);
const HOURS = 58 * 24;

/**
 * Price at the start, places, and the usual move of an hour as a fraction.
 * @type {Record<string, { price: number, places: number, hourly: number, seed: number }>}
 */
const MARKETS = {
  'BTC-USD': { price: 61_500, places: 2, hourly: 0.0045, seed: 11 },
  'ETH-USD': { price: 3_050, places: 2, hourly: 0.006, seed: 23 },
  'SOL-USD': { price: 148, places: 3, hourly: 0.008, seed: 37 },
  'LINK-USD': { price: 17.6, places: 4, hourly: 0.0085, seed: 53 },
};

/**
 * Moves on top of the walk: day of August, hour, over how many hours, total fraction.
 * @type {Record<string, [number, number, number, number][]>}
 */
const SHOCKS = {
  'BTC-USD': [
    [6, 10, 6, 0.1],
    [13, 8, 6, -0.112],
    [20, 12, 5, 0.088],
    [26, 6, 6, -0.1],
  ],
  'ETH-USD': [
    [5, 8, 6, -0.125],
    [11, 11, 6, 0.125],
    [17, 0, 40, -0.2],
    [24, 9, 6, 0.125],
  ],
  'SOL-USD': [
    [4, 12, 6, 0.163],
    [10, 0, 44, -0.275],
    [18, 9, 6, -0.163],
    [25, 10, 6, 0.175],
  ],
  'LINK-USD': [
    [9, 9, 6, 0.163],
    [15, 7, 6, -0.163],
    [22, 0, 44, -0.25],
    [27, 9, 6, 0.175],
  ],
};

/**
 * Uniform in [0, 1): a linear congruential generator, modulus 2^32.
 * @param {number} seed
 */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** @param {string} symbol */
function candlesOf(symbol) {
  const market = MARKETS[symbol];
  if (!market) throw new RangeError(`no market ${symbol}`);
  const { price, places, hourly, seed } = market;
  const next = uniform(seed);
  const step = () => (next() + next() + next() + next() - 2) * 1.73 * hourly;
  const rounded = (/** @type {number} */ value) => Number(value.toFixed(places));
  const bars = [];
  let last = price;
  for (let hour = 0; hour < HOURS; hour += 1) {
    const pull = 0.002 * (price / last - 1);
    const open = last;
    const close = rounded(open * (1 + step() + pull + shockAt(symbol, START + hour * HOUR_MS)));
    const wick = () => next() * 0.4 * hourly;
    const high = rounded(Math.max(open, close) * (1 + wick()));
    const low = rounded(Math.min(open, close) * (1 - wick()));
    bars.push([open, high, low, close, Math.round(200 + 800 * next())]);
    last = close;
  }
  return bars;
}

/**
 * The part of a planned move that falls into the hour at `ts`, as a fraction.
 * @param {string} symbol
 * @param {number} ts
 */
function shockAt(symbol, ts) {
  for (const [day, hour, hours, total] of SHOCKS[symbol] ?? []) {
    const begin = Date.UTC(2025, 7, day, hour);
    if (ts >= begin && ts < begin + hours * HOUR_MS) return total / hours;
  }
  return 0;
}

const series = Object.keys(MARKETS).map((symbol) => ({ symbol, bars: candlesOf(symbol) }));
const lines = series.map(
  ({ symbol, bars }) =>
    `{"symbol":"${symbol}","bars":[\n${bars.map((bar) => JSON.stringify(bar)).join(',\n')}\n]}`,
);
writeFileSync(
  new URL('seedOHLCV.json', import.meta.url),
  `{"start":"${new Date(START).toISOString()}","granularityMs":${HOUR_MS},"columns":["open","high","low","close","volume"],"series":[\n${lines.join(',\n')}\n]}\n`,
);
