import {
  type Decimal,
  divideRounded,
  multiply,
  ONE,
  readDecimal,
  ZERO,
} from '@twin/shared/primitives/decimal';
import { lastClosedBar } from './bars.ts';
import type { CandleSeries, Market } from './candle.ts';

/** How good a rate is: the pair's own candles, those of a like quote, or two pairs over a dollar-like asset. */
export type RateQuality = 'own' | 'alias' | 'cross';

export interface Rate {
  /** Settlement units per unit of the asset. */
  rate: Decimal;
  quality: RateQuality;
}

/** The rate of an asset at a time; null when nobody knows. Never a guess of 1. */
export type RateLookup = (asset: string, settle: string, ts: number) => Rate | null;

/** An older close says nothing about the moment of a fill. */
const STALE_AFTER_MS = 86_400_000;
/** What two pairs are crossed over, the most traded first. */
const BRIDGES = ['USDT', 'USD', 'USDC'];

/** Rates from candles: the close of the last bar that was closed at the time, so nothing later is looked at. */
export function ratesFrom(market: Market): RateLookup {
  return (asset, settle, ts) => pairRate(market, asset, settle, ts) ?? crossRate(market, asset, settle, ts);
}

/** Symbols whose candles `ratesFrom` may ask for. */
export function rateSymbols(asset: string, settle: string): string[] {
  const bridges = BRIDGES.filter((bridge) => bridge !== asset && bridge !== settle);
  const pairs = [
    [asset, settle],
    ...bridges.flatMap((bridge) => [
      [asset, bridge],
      [bridge, settle],
    ]),
  ];
  return pairs.flatMap(([one, other]) => [`${one}-${other}`, `${other}-${one}`]);
}

function pairRate(market: Market, asset: string, settle: string, ts: number): Rate | null {
  const series = market.candles(`${asset}-${settle}`);
  const price = series && closeAt(series, ts);
  if (series && price) return { rate: price, quality: series.aliasOf === null ? 'own' : 'alias' };
  const mirrored = market.candles(`${settle}-${asset}`);
  const inverse = mirrored?.aliasOf === null ? closeAt(mirrored, ts) : null;
  return inverse ? { rate: divideRounded(ONE * ONE, inverse), quality: 'own' } : null;
}

function crossRate(market: Market, asset: string, settle: string, ts: number): Rate | null {
  for (const bridge of BRIDGES) {
    if (bridge === asset || bridge === settle) continue;
    const first = pairRate(market, asset, bridge, ts);
    const second = first && pairRate(market, bridge, settle, ts);
    if (second) return { rate: multiply(first.rate, second.rate), quality: 'cross' };
  }
  return null;
}

function closeAt(series: CandleSeries, ts: number): Decimal | null {
  const bar = lastClosedBar(series, ts);
  const begin = series.ts[bar];
  const close = series.close[bar];
  if (begin === undefined || close === undefined) return null;
  if (ts - (begin + series.granularityMs) > STALE_AFTER_MS) return null;
  const reading = readDecimal(String(close), { exponent: true, round: true });
  return reading.ok && reading.value > ZERO ? reading.value : null;
}
