import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ema, sma } from '@twin/engine/market/averages';
import { bollinger } from '@twin/engine/market/dispersion';
import { atr, rsi } from '@twin/engine/market/wilder';
import { randomFrom } from '@twin/engine/stats/random';
import { type Bench, median, rounded } from './figure.ts';

const BARS = 1_000_000;
const ROUNDS = 7;
const ML = fileURLToPath(new URL('../apps/ml', import.meta.url));
const PYTHON = `${ML}/.venv/bin/python`;

/**
 * indicators.ts: RSI14, ATR14, Bollinger 20, SMA20 and EMA20 over 1 M bars, over C TA-Lib's time for the same, pair by
 * pair; the memory of both comes in large pages (bench/run.js).
 */
const bench: Bench = async ({ smoke }) => {
  const begun = performance.now();
  const rounds = smoke ? 2 : ROUNDS;
  const work = workload();
  for (let warmUp = 0; warmUp < 3; warmUp += 1) work();
  const times: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    work();
    const ours = performance.now() - from;
    times.push(ours);
    const theirs = talibMs();
    if (theirs !== null) ratios.push(ours / theirs);
  }
  const value = rounded(median(times));
  const run = {
    n: rounds,
    durationMs: Math.round(performance.now() - begun),
    ...(smoke ? { smoke: true as const } : {}),
  };
  const common = { better: 'lower' as const, ...run };
  const absolute = { name: 'indicators.ts:time', value, unit: 'ms', floor: null, ...common };
  if (ratios.length === 0) return [{ ...absolute, note: 'no Python with TA-Lib to compare with' }];
  const ratio = rounded(median(ratios));
  return [{ name: 'indicators.ts', value: ratio, unit: 'x', floor: 3, ratio, ...common }, absolute];
};
export default bench;

function workload(): () => void {
  const random = randomFrom(3);
  let price = 100;
  const close = Float64Array.from({ length: BARS }, () => {
    price *= Math.exp(0.002 * (random.next() - 0.5));
    return price;
  });
  const high = close.map((value) => value * 1.001);
  const low = close.map((value) => value * 0.999);
  return () => {
    rsi(close, 14);
    atr(high, low, close, 14);
    bollinger(close, 20);
    sma(close, 20);
    ema(close, 20);
  };
}

/** The Python bench times TA-Lib beside its own indicators; null where there is no Python environment. */
function talibMs(): number | null {
  if (!existsSync(PYTHON)) return null;
  const told = execFileSync(PYTHON, [`${ML}/bench/indicators.py`, '1'], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: `${ML}/src` },
  });
  const { theirs } = JSON.parse(told) as { theirs: [number] };
  return theirs[0] * 1_000;
}
