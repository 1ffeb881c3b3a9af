import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFrom } from '@twin/engine/stats/random';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const HEADER = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type';
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD'];
/** Bars for every 100,000 fills: two years, about 137 fills a day. */
const HOURS_PER_FILL = 0.175;
const WARM_UP_HOURS = 200;

export interface AccountFiles {
  fills: string;
  candles: string;
  /** Bars of the candle file. */
  bars: number;
}

/**
 * Writes a seeded account of any length at the same density: canonical CSV of orders in one to three fills, entries,
 * adds and partial exits of three symbols, and hourly candles of the first symbol, which its fills follow.
 */
export function writeAccountFiles(folder: string, fills: number): AccountFiles {
  const closes = randomWalk(Math.round(fills * HOURS_PER_FILL));
  const paths = { fills: join(folder, 'fills.csv'), candles: join(folder, 'BTC-USD-1h.csv') };
  writeFileSync(paths.fills, [HEADER, ...fillRows(fills, closes)].join('\n').concat('\n'));
  writeFileSync(
    paths.candles,
    ['ts,open,high,low,close,volume', ...candleRows(closes)].join('\n').concat('\n'),
  );
  return { ...paths, bars: closes.length };
}

function randomWalk(hours: number): number[] {
  const random = randomFrom(7);
  let price = 30_000;
  return Array.from({ length: hours }, () => {
    const step = random.next() + random.next() + random.next() - 1.5;
    price *= Math.exp(0.006 * step - 0.02 * Math.log(price / 30_000));
    return price;
  });
}

function candleRows(closes: readonly number[]): string[] {
  const random = randomFrom(11);
  return closes.map((close, hour) => {
    const open = closes[hour - 1] ?? close;
    const high = Math.max(open, close) * (1 + 0.002 * random.next());
    const low = Math.min(open, close) * (1 - 0.002 * random.next());
    const cells = [open, high, low, close, 50 + 100 * random.next()].map((value) => value.toFixed(2));
    return [new Date(START + hour * HOUR_MS).toISOString(), ...cells].join(',');
  });
}

function fillRows(fills: number, closes: readonly number[]): string[] {
  const random = randomFrom(13);
  const held = SYMBOLS.map(() => 0);
  const rows: string[] = [];
  const hours = closes.length - WARM_UP_HOURS - 1;
  while (rows.length < fills) {
    const done = rows.length / fills;
    const ts = START + Math.floor((WARM_UP_HOURS + done * hours) * HOUR_MS) + random.below(300_000);
    const place = random.below(SYMBOLS.length);
    const bar = Math.floor((ts - START) / HOUR_MS);
    const price = ((closes[bar] ?? 30_000) / 10 ** place) * (0.999 + 0.002 * random.next());
    const before = held[place] ?? 0;
    const isExit = before > 0 && random.next() < 0.5;
    const parts = 1 + random.below(3);
    const wanted = isExit && random.next() < 0.7 ? before : parts * (1 + random.below(400));
    const qty = isExit ? Math.min(before, wanted) : wanted;
    held[place] = before + (isExit ? -qty : qty);
    const sizes =
      parts > 1 && qty >= parts ? Array.from({ length: parts }, (_, i) => share(qty, parts, i)) : [qty];
    for (const [part, size] of sizes.entries()) {
      const symbol = SYMBOLS[place] ?? '';
      const id = `v${rows.length}`;
      const time = new Date(ts + part * 1_500).toISOString();
      const amounts = [(size / 1_000).toFixed(3), price.toFixed(2), ((size * price) / 1e6).toFixed(4)];
      rows.push(
        [id, time, symbol, isExit ? 'sell' : 'buy', ...amounts, 'USD', '', `o${rows.length - part}`, ''].join(
          ',',
        ),
      );
    }
  }
  return rows.slice(0, fills);
}

function share(qty: number, parts: number, part: number): number {
  const each = Math.floor(qty / parts);
  return part === 0 ? qty - each * (parts - 1) : each;
}
