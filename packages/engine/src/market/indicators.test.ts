import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ema, macd, sma, wma } from './averages.ts';
import { bollinger, percentB, rollingMad, rollingZ, standardDeviation } from './dispersion.ts';
import { atr, natr, rsi } from './wilder.ts';

const FOLDER = new URL('../../../../../shared/data/indicators/', import.meta.url);
const SETS = [
  { file: 'talib-corpus-252.csv.gz', loose: 1e-9 },
  { file: 'talib-btcusd-1h.csv.gz', loose: 1e-7 },
];

function readTable(file: string): Map<string, Float64Array> {
  const text = gunzipSync(readFileSync(new URL(file, FOLDER))).toString('utf8');
  const [header = '', ...rows] = text.trim().split('\n');
  const cells = rows.map((row) => row.trim().split(','));
  return new Map(
    header
      .trim()
      .split(',')
      .map((name, column) => [
        name,
        Float64Array.from(cells, (row) => (row[column] ? Number(row[column]) : Number.NaN)),
      ]),
  );
}

function ours(table: Map<string, Float64Array>): Record<string, Float64Array> {
  const column = (name: string): Float64Array => table.get(name) ?? new Float64Array();
  const [high, low, close] = [column('high'), column('low'), column('close')];
  const bands = bollinger(close);
  const lines = macd(close);
  return {
    rsi14: rsi(close),
    atr14: atr(high, low, close),
    natr14: natr(high, low, close),
    bb_upper20_2: bands.upper,
    bb_middle20_2: bands.middle,
    bb_lower20_2: bands.lower,
    sma7: sma(close, 7),
    sma20: sma(close, 20),
    sma50: sma(close, 50),
    sma200: sma(close, 200),
    ema10: ema(close, 10),
    ema12: ema(close, 12),
    ema20: ema(close, 20),
    ema26: ema(close, 26),
    ema50: ema(close, 50),
    ema200: ema(close, 200),
    wma20: wma(close, 20),
    wma30: wma(close, 30),
    macd_12_26: lines.macd,
    macd_signal9: lines.signal,
    macd_hist: lines.histogram,
    stddev20_population: standardDeviation(close, 20),
  };
}

/** The largest relative distance; infinite where one has a value and the other is warm-up. */
function largestError(actual: Float64Array, expected: Float64Array): number {
  let worst = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  expected.forEach((value, index) => {
    const own = actual[index] ?? Number.NaN;
    if (Number.isNaN(value) !== Number.isNaN(own)) worst = Number.POSITIVE_INFINITY;
    else if (!Number.isNaN(value)) {
      worst = Math.max(worst, Math.abs(own - value) / Math.max(Math.abs(value), 1e-12));
    }
  });
  return worst;
}

describe.skipIf(!existsSync(FOLDER))('TA-Lib (skipped where ../shared/data/indicators is absent)', () => {
  for (const { file, loose } of SETS) {
    it(`gives every value and every warm-up of C TA-Lib: ${file}`, () => {
      const table = readTable(file);
      for (const [name, values] of Object.entries(ours(table))) {
        const isLoose = name.startsWith('bb_') || name.startsWith('stddev');
        const error = largestError(values, table.get(name) ?? new Float64Array());
        expect([name, error <= (isLoose ? loose : 1e-9)], `${name}: ${error}`).toEqual([name, true]);
      }
    });
  }
});

const finite = fc.double({ min: 1, max: 1000, noNaN: true, noDefaultInfinity: true });
const series = fc.array(finite, { minLength: 5, maxLength: 60 }).map((values) => Float64Array.from(values));
const run = { numRuns: 300, seed: 20_240_917 };

function direct(values: Float64Array, n: number, of: (window: number[]) => number): number[] {
  return [...values].map((_value, index) =>
    index < n - 1 ? Number.NaN : of([...values.slice(index - n + 1, index + 1)]),
  );
}

const mean = (window: number[]): number => window.reduce((sum, value) => sum + value, 0) / window.length;
const median = (window: number[]): number => {
  const sorted = [...window].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

function expectClose(actual: Float64Array, expected: number[], tolerance = 1e-9): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    if (Number.isNaN(value)) expect(actual[index]).toBeNaN();
    else
      expect(Math.abs((actual[index] ?? 0) - value)).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
  });
}

describe('rolling windows', () => {
  it('equal the plain definition of each window', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 2, max: 9 }), (values, n) => {
        const deviation = (window: number[]): number =>
          Math.sqrt(mean(window.map((value) => (value - mean(window)) ** 2)));
        expectClose(sma(values, n), direct(values, n, mean));
        expectClose(standardDeviation(values, n), direct(values, n, deviation), 1e-6);
        const robust = rollingMad(values, n);
        expectClose(robust.median, direct(values, n, median));
        const mad = (window: number[]): number =>
          median(window.map((value) => Math.abs(value - median(window))));
        expectClose(robust.mad, direct(values, n, mad));
      }),
      run,
    );
  });

  it('do not look ahead: cutting the future off changes no earlier value', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 60 }), (values, cut) => {
        const short = values.slice(0, cut);
        const pairs = [
          [rsi(values, 5), rsi(short, 5)],
          [ema(values, 4), ema(short, 4)],
          [wma(values, 4), wma(short, 4)],
          [atr(values, values, values, 3), atr(short, short, short, 3)],
          [rollingZ(values, 4), rollingZ(short, 4)],
          [macd(values, 3, 5, 2).signal, macd(short, 3, 5, 2).signal],
          [rollingMad(values, 6).mad, rollingMad(short, 6).mad],
        ];
        for (const [long, cutOff] of pairs) expect(long?.slice(0, cut)).toEqual(cutOff);
      }),
      run,
    );
  });
});

describe('conventions', () => {
  it('give a flat series RSI 0, deviation 0, z 0 and %B .5', () => {
    const flat = new Float64Array(30).fill(42.1);
    expect(rsi(flat)[29]).toBe(0);
    expect(standardDeviation(flat, 20)[29]).toBe(0);
    expect(rollingZ(flat, 20)[29]).toBe(0);
    const bands = bollinger(flat);
    expect(percentB(42.1, bands.upper[29] ?? 0, bands.lower[29] ?? 0)).toBe(0.5);
  });

  it('give a flat window after a large move a deviation of exactly 0', () => {
    const values = Float64Array.from([1, 100_000, 3, ...new Array<number>(7).fill(0.1)]);
    expect(standardDeviation(values, 5)[9]).toBe(0);
  });

  it('give a rising series RSI 100 and the price at a third of the band as %B 1/3', () => {
    expect(rsi(Float64Array.from({ length: 20 }, (_value, index) => index + 1))[19]).toBe(100);
    expect(percentB(101, 103, 100)).toBeCloseTo(1 / 3, 12);
  });

  it('follow Wilder on a hand-computed series', () => {
    const close = Float64Array.from([10, 11, 10.5, 11.5, 11]);
    expect(rsi(close, 2)[2]).toBeCloseTo((100 * 0.5) / 0.75, 10);
    expect(rsi(close, 2)[3]).toBeCloseTo((100 * 0.75) / 0.875, 10);
    const high = Float64Array.from([10.5, 11.5, 11, 12, 12]);
    const low = Float64Array.from([9.5, 10, 10, 10, 10.5]);
    expect([...atr(high, low, close, 2)].slice(2)).toEqual([1.25, 1.625, 1.5625]);
  });

  it('give nothing but warm-up to a series that is too short', () => {
    const short = Float64Array.from([1, 2, 3]);
    for (const values of [sma(short, 4), ema(short, 4), wma(short, 4), rsi(short, 3), macd(short).macd]) {
      expect([...values].every(Number.isNaN)).toBe(true);
    }
  });
});
