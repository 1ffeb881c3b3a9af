import { type Decimal, decimal, ZERO } from '@twin/shared/primitives/decimal';
import modelJson from '../../../model/bias-model.json' with { type: 'json' };
import type { BiasModel } from '../src/biases/model.ts';
import { readModel } from '../src/biases/readModel.ts';
import { compareFills, type Fill } from '../src/ledger/fill.ts';
import type { CandleSeries, Market } from '../src/market/candle.ts';
import { randomFrom } from '../src/stats/random.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const START = Date.UTC(2025, 0, 6);

export function committedModel(): BiasModel {
  const reading = readModel(modelJson);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.model;
}

/** The same, keeping whatever was weighed: a person without patterns is rarely told of one. */
export function weighingModel(): BiasModel {
  const model = committedModel();
  return { ...model, thresholds: { ...model.thresholds, stored: 0 } };
}

/** Hourly geometric random walks with volatility that comes in spells. */
export function randomCandles(seed: number, symbols: readonly string[], hours: number): CandleSeries[] {
  return symbols.map((symbol, index) => {
    const random = randomFrom(seed * 31 + index);
    const series = emptySeries(symbol, hours);
    let price = 100 * (index + 1);
    for (let i = 0; i < hours; i += 1) {
      const volatility = 0.004 * (1 + 3 * Number(i % 97 < 9));
      const next = price * Math.exp(volatility * (random.next() + random.next() + random.next() - 1.5));
      series.ts[i] = START - 400 * HOUR_MS + i * HOUR_MS;
      series.open[i] = price;
      series.close[i] = next;
      series.high[i] = Math.max(price, next) * (1 + 0.001 * random.next());
      series.low[i] = Math.min(price, next) * (1 - 0.001 * random.next());
      series.volume[i] = 10 + random.next();
      price = next;
    }
    return series;
  });
}

function emptySeries(symbol: string, n: number): CandleSeries {
  const column = () => new Float64Array(n);
  return {
    symbol,
    granularityMs: HOUR_MS,
    ts: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    aliasOf: null,
  };
}

export function marketOf(series: readonly CandleSeries[]): Market {
  const bySymbol = new Map(series.map((one) => [one.symbol, one]));
  return { candles: (symbol) => bySymbol.get(symbol) ?? null };
}

export interface TraderOptions {
  seed: number;
  decisions: number;
  /** Quote units of a usual entry. */
  notional: number;
  meanGapMs: number;
  /** Every so many days the decisions come ten times as fast; default never. */
  burstEveryDays?: number;
  /** Positions below their last entry price are hardly ever sold; default no. */
  keepsLosers?: boolean;
}

/**
 * Fills of a trader whose times, sizes and exits know nothing of past results: entries, adds, partial and full
 * exits in random order, each in one to three fills 9 s apart, every second one with an order id.
 */
export function randomTrader(options: TraderOptions, candles: readonly CandleSeries[]): Fill[] {
  const random = randomFrom(options.seed);
  const held = new Map<string, Decimal>();
  const opened = new Map<string, Decimal>();
  const fills: Fill[] = [];
  let ts = START;
  for (let i = 0; i < options.decisions; i += 1) {
    const untilBurst = options.burstEveryDays
      ? (Math.floor((ts - START) / DAY_MS) + 1) % options.burstEveryDays
      : 1;
    ts += Math.ceil(-Math.log(1 - random.next()) * options.meanGapMs * (untilBurst === 0 ? 0.1 : 1));
    const series = candles[Math.floor(random.next() * candles.length)];
    if (!series) break;
    const bar = Math.min(series.ts.length - 1, Math.floor((ts - (series.ts[0] ?? 0)) / HOUR_MS));
    const price = decimal(((series.close[bar] ?? 1) * (0.998 + 0.004 * random.next())).toFixed(4));
    const holding = held.get(series.symbol) ?? 0n;
    const isLoser = price < (opened.get(series.symbol) ?? ZERO);
    const isKept = options.keepsLosers === true && isLoser && random.next() < 0.95;
    const isExit = holding > 0n && !isKept && random.next() < 0.55;
    if (isKept && holding > 0n) continue;
    if (holding === 0n) opened.set(series.symbol, price);
    const size = (options.notional * Math.exp(random.next() - 0.5)) / (Number(price) / 1e18);
    const qty = isExit ? (random.next() < 0.7 ? holding : (holding / 6n) * 3n) : threefold(size);
    if (qty === 0n) continue;
    held.set(series.symbol, isExit ? holding - qty : holding + qty);
    const parts = qty % 3n === 0n && random.next() < 0.3 ? 3n : 1n;
    for (let part = 0n; part < parts; part += 1n) {
      const side = isExit ? 'sell' : 'buy';
      const orderId = i % 2 === 0 ? `o${i}` : null;
      fills.push(
        fill(fills.length, series.symbol, side, qty / parts, price, ts + Number(part) * 9000, orderId),
      );
    }
  }
  return fills.toSorted(compareFills);
}

function threefold(size: number): Decimal {
  return (decimal(size.toFixed(8)) / 6n) * 6n;
}

function fill(
  n: number,
  symbol: string,
  side: Fill['side'],
  qty: Decimal,
  price: Decimal,
  ts: number,
  orderId: string | null,
): Fill {
  return {
    id: `f${String(n).padStart(7, '0')}`,
    account: 'main',
    symbol,
    instrument: 'spot',
    side,
    qty,
    price,
    fee: 0n,
    feeAsset: null,
    ts,
    seq: n,
    orderId,
    orderType: null,
    startPosition: null,
  };
}
