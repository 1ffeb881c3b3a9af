import { type Decimal, decimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { compareFills, type Fill, type Instrument, type OrderType, quoteOf } from '../src/ledger/fill.ts';
import type { CandleSeries } from '../src/market/candle.ts';
import { type Random, randomFrom } from '../src/stats/random.ts';
import { START } from './randomTrader.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours or longer bars before the first trade. */
const AHEAD = 400;
/** Every so many histories, beginning with this one, are of stocks, whose bars are fewer in the same time. */
const STOCKS = { every: 5, from: 2, ahead: 2_000 };
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'ETH-BTC', 'SOL-EUR', 'DOGE-USDT', 'BTC-USDT', 'USDC-USD'];
const INSTRUMENTS: readonly Instrument[] = ['spot', 'spot', 'margin', 'linear', 'inverse'];
const ORDER_TYPES: readonly (OrderType | null)[] = [
  null,
  null,
  null,
  'market',
  'limit',
  'stop',
  'take_profit',
  'liquidation',
];
const GAPS_MS = [0, 40_000, 100_000, 600_000, 3_600_000, 20_000_000, 90_000_000];

/** How a generated person trades; each leans towards other patterns or towards a bot that must be let alone. */
const HABITS = [
  'any',
  'chase',
  'panic',
  'revenge',
  'doubling',
  'day',
  'dca',
  'grid',
  'rebalance',
  'scalp',
] as const;
type Habit = (typeof HABITS)[number];

export interface ParitySize {
  /** Acts of the person, and bars of each candle series before holes. */
  trades: number;
  bars: number;
}

export interface ParityHistory {
  fills: Fill[];
  candles: CandleSeries[];
}

/** Everything that the two scorers could read differently: shorts, flips, bots, gaps, unknown cost, dust, several assets. */
export function parityHistory(seed: number, { trades, bars }: ParitySize): ParityHistory {
  const random = randomFrom(seed);
  const symbols = SYMBOLS.filter(() => random.next() < 0.5);
  if (symbols.length === 0) symbols.push('BTC-USD');
  const isStocks = seed % STOCKS.every === STOCKS.from;
  const walks = symbols
    .map((symbol) => walk(random, symbol, bars, isStocks ? STOCKS.ahead : AHEAD))
    .filter(() => random.next() < 0.85);
  const candles = isStocks ? walks.map(inSessions) : walks;
  const person = new Person(random, symbols, candles);
  for (let i = 0; i < trades; i += 1) person.act(i);
  return { fills: person.fills.toSorted(compareFills), candles };
}

/** A random walk with spells of high volatility, flat spells, holes and bars of several lengths. */
function walk(random: Random, symbol: string, bars: number, ahead: number): CandleSeries {
  const granularityMs =
    [900_000, HOUR_MS, HOUR_MS, HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS][random.below(6)] ?? HOUR_MS;
  const stepMs = Math.max(granularityMs, HOUR_MS);
  const begin = START - ahead * stepMs * (random.next() < 0.8 ? 1 : 0);
  const count = bars + ((ahead - AHEAD) * stepMs) / granularityMs;
  const rows: number[][] = [];
  const isAtPar = random.next() < 0.03;
  let price = isAtPar ? 1 : 10 ** (random.below(5) - 1) * (1 + random.next());
  for (let i = 0; i < count; i += 1) {
    if (random.next() < 0.002) i += random.below(6);
    const spell = i % 89;
    const volatility =
      spell > 84 ? 0 : (isAtPar ? 0.00002 : 0.004) * (spell < 9 ? 4 : 1) * Math.sqrt(granularityMs / HOUR_MS);
    const next = price * Math.exp(volatility * (random.next() + random.next() + random.next() - 1.5));
    const reach = volatility * random.next();
    rows.push([
      begin + i * granularityMs,
      price,
      Math.max(price, next) * (1 + reach),
      Math.min(price, next) / (1 + reach),
      next,
    ]);
    price = next;
  }
  const column = (index: number) =>
    Float64Array.from(rows, (row) => (index === 0 ? (row[0] ?? 0) : Number(row[index]?.toPrecision(6))));
  return {
    symbol,
    granularityMs,
    ts: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(4),
    aliasOf: null,
  };
}

/** The bars of a stock: Monday to Friday from 14:00 to 21:00, an hour earlier in each second half-year; with holidays. */
function inSessions(series: CandleSeries): CandleSeries {
  const { granularityMs } = series;
  const isOpen = (begin: number): boolean => {
    const day = Math.floor(begin / DAY_MS);
    const weekday = (day + 4) % 7;
    if (weekday === 0 || weekday === 6 || day % 37 === 5) return false;
    const opens = day * DAY_MS + (day % 364 < 182 ? 14 : 13) * HOUR_MS;
    return begin + granularityMs > opens && begin < opens + 7 * HOUR_MS;
  };
  const open = series.ts.map((begin) => Number(isOpen(begin)));
  const kept = (column: Float64Array) => column.filter((_, bar) => open[bar] === 1);
  return {
    ...series,
    ts: kept(series.ts),
    open: kept(series.open),
    high: kept(series.high),
    low: kept(series.low),
    close: kept(series.close),
    volume: kept(series.volume),
  };
}

class Person {
  readonly fills: Fill[] = [];
  private readonly random: Random;
  private readonly symbols: readonly string[];
  private readonly bars: Map<string, CandleSeries>;
  private readonly habit: Habit;
  private readonly instruments: Map<string, Instrument>;
  private readonly held = new Map<string, Decimal>();
  private readonly pace: number;
  private ts = START;
  /** Acts left of a burst on one day. */
  private busy = 0;

  constructor(random: Random, symbols: readonly string[], candles: readonly CandleSeries[]) {
    this.random = random;
    this.symbols = symbols;
    this.bars = new Map(candles.map((series) => [series.symbol, series]));
    this.habit = pick(random, HABITS) ?? 'any';
    this.instruments = new Map(symbols.map((symbol) => [symbol, pick(random, INSTRUMENTS) ?? 'spot']));
    this.pace = [0.02, 0.2, 1][random.below(3)] ?? 1;
  }

  act(index: number): void {
    const { random, habit } = this;
    this.pass();
    const symbol = habit === 'grid' || habit === 'dca' ? this.symbols[0] : pick(random, this.symbols);
    if (!symbol) return;
    const account = random.next() < 0.9 ? 'main' : 'other';
    const key = `${account}|${symbol}`;
    const position = this.held.get(key) ?? ZERO;
    const price = this.price(symbol, index);
    const isBuy = this.side(symbol, position, index);
    const qty = this.size(position, price, isBuy, symbol);
    if (qty <= ZERO) return;
    this.held.set(key, position + (isBuy ? qty : -qty));
    this.fill({ account, symbol, side: isBuy ? 'buy' : 'sell', qty, price });
  }

  /** Time goes by, the person's way. */
  private pass(): void {
    const { random, habit } = this;
    if (habit === 'dca') this.ts += 86_400_000 + random.below(3_600_000);
    else if (habit === 'grid') this.ts += 1_800_000;
    else if (habit === 'scalp') this.ts += random.below(70_000);
    else if (habit === 'rebalance')
      this.ts += random.below(5) === 0 ? 7 * 86_400_000 : 120_000 + random.below(60_000);
    else if (habit === 'day') {
      if (this.busy === 0 && random.below(25) === 0) this.busy = 12;
      this.ts += this.busy > 0 ? 61_000 + random.below(600_000) : 20_000_000 + random.below(50_000_000);
      this.busy = Math.max(0, this.busy - 1);
    } else this.ts += Math.floor((GAPS_MS[random.below(GAPS_MS.length)] ?? 0) * this.pace * random.next());
  }

  private side(symbol: string, position: Decimal, index: number): boolean {
    const { random, habit } = this;
    if (habit === 'dca') return index % 23 !== 22;
    if (habit === 'grid') return index % 2 === 0;
    const moved = this.move(symbol);
    if (habit === 'chase' && random.next() < 0.7) return moved > 0;
    if (habit === 'panic' && position > ZERO && moved < -0.02) return false;
    if (habit === 'doubling' && position !== ZERO && random.next() < 0.7) return position > ZERO;
    if (position !== ZERO && random.next() < 0.5) return position < ZERO;
    return random.next() < 0.6;
  }

  private size(position: Decimal, price: Decimal, isBuy: boolean, symbol: string): Decimal {
    const { random, habit } = this;
    const closes = position !== ZERO && position > ZERO !== isBuy;
    if (closes && random.next() < 0.6) return position < ZERO ? -position : position;
    if (random.next() < 0.01) return 1n + BigInt(random.below(1_000_000));
    const spread = habit === 'dca' || habit === 'grid' ? 0.02 : 1.5;
    const grown = habit === 'revenge' && random.next() < 0.3 ? 4 : 1;
    const notional = 1000 * grown * Math.exp(spread * (random.next() - 0.5));
    const units =
      this.instruments.get(symbol) === 'inverse' ? notional : notional / Math.max(Number(price) / 1e18, 1e-4);
    return decimal(units.toFixed(random.below(4) === 0 ? 2 : 8));
  }

  private price(symbol: string, index: number): Decimal {
    const { random, habit } = this;
    if (habit === 'grid') return (decimal('100') * BigInt(100 + (index % 20))) / 100n;
    const bar = this.barOf(symbol);
    const series = this.bars.get(symbol);
    const close = bar < 0 ? 100 * (1 + 0.1 * random.next()) : (series?.close[bar] ?? 100);
    const text = (close * (0.97 + 0.06 * random.next() ** 2)).toFixed(symbol === 'DOGE-USDT' ? 6 : 4);
    return random.next() < 0.002 ? ZERO : decimal(text) + ONE / 10_000n;
  }

  /** What the last bars did: ln of the last close against the one six before. */
  private move(symbol: string): number {
    const bar = this.barOf(symbol);
    const close = this.bars.get(symbol)?.close;
    return !close || bar < 6 ? this.random.next() - 0.5 : Math.log((close[bar] ?? 1) / (close[bar - 6] ?? 1));
  }

  private barOf(symbol: string): number {
    const series = this.bars.get(symbol);
    if (!series) return -1;
    return series.ts.findLastIndex((begin) => begin + series.granularityMs <= this.ts);
  }

  /** In one to three fills, some with an order id, a fee in one of three assets, or a position of the venue's own. */
  private fill(given: Pick<Fill, 'account' | 'symbol' | 'side' | 'qty' | 'price'>): void {
    const { random } = this;
    const instrument = this.instruments.get(given.symbol) ?? 'spot';
    const parts = random.next() < 0.2 ? 1n + BigInt(random.below(3)) : 1n;
    const orderId = random.next() < 0.4 ? `o${this.fills.length}` : null;
    const orderType = random.next() < 0.5 ? null : (pick(random, ORDER_TYPES) ?? null);
    const feeAsset = random.next() < 0.5 ? quoteOf(given.symbol) : random.next() < 0.2 ? 'BNB' : null;
    const startPosition =
      instrument !== 'spot' && random.next() < 0.01 ? decimal(String(random.below(50) - 25)) : null;
    for (let part = 0n; part < parts; part += 1n) {
      const qty = part === parts - 1n ? given.qty - (given.qty / parts) * part : given.qty / parts;
      if (qty <= ZERO) continue;
      this.fills.push({
        ...given,
        ...{ id: `f${String(this.fills.length).padStart(6, '0')}`, instrument, qty, orderId, orderType },
        ...{
          fee: feeAsset === null ? ZERO : qty / 1000n,
          feeAsset: feeAsset !== null && qty / 1000n > ZERO ? feeAsset : null,
        },
        ...{ ts: this.ts + Number(part) * random.below(50_000), seq: this.fills.length },
        startPosition: part === 0n ? startPosition : null,
      });
    }
  }
}

function pick<T>(random: Random, among: readonly T[]): T | undefined {
  return among[random.below(among.length)];
}
