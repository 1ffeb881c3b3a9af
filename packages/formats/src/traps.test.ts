import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import type { ReadingOptions } from './FileReading.ts';
import { identifyTrades } from './identity.ts';
import { isProblem, parseFile } from './parseFile.ts';
import type { ParsedFile, ParsedTrade } from './row.ts';
import { splitKrakenPair, splitPair } from './values/pair.ts';
import { readWallTime } from './values/wallTime.ts';
import { zoneInText } from './values/zoneInText.ts';

function bytesOf(name: string): Uint8Array {
  return readFileSync(fileURLToPath(new URL(`../../../fixtures/ok/traps/${name}`, import.meta.url)));
}

function read(name: string, options: Partial<ReadingOptions> = {}): ParsedFile {
  const parsed = parseFile({ name, bytes: bytesOf(name), ...options });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}

/** `buy 0.5 BTC-USD at 100, fee 0.1 USD` */
function say({ side, qty, symbol, price, fee, feeAsset }: ParsedTrade): string {
  const cost = feeAsset === null ? '' : `, fee ${formatDecimal(fee)} ${feeAsset}`;
  return `${side} ${formatDecimal(qty)} ${symbol} at ${formatDecimal(price)}${cost}`;
}

function trades(name: string, options?: Partial<ReadingOptions>): string[] {
  return read(name, options).trades.map(say);
}

function rejections(name: string, options?: Partial<ReadingOptions>): [number, string][] {
  return read(name, options).rejected.map(({ line, field }) => [line, field]);
}

const hash = (text: string) => Buffer.from(text).toString('hex');

describe('the traps of export files', () => {
  it('1: a byte order mark at the start of the file or before every cell is no part of a value', () => {
    expect(trades('01-bom-at-file-start.csv')).toEqual(['buy 1 ETH-USDT at 3000, fee 0.001 ETH']);
    const parsed = read('01-bom-before-every-cell.csv');
    expect(parsed.trades.map(({ orderId }) => orderId)).toEqual(['5', '6']);
  });

  it('2: lines before the header are skipped and counted as lines', () => {
    const parsed = read('02-preamble.csv');
    expect(parsed.trades.map(({ line }) => line)).toEqual([9]);
    expect(parsed.read).toBe(1);
  });

  it('3: semicolons come with decimal commas, tabs with points', () => {
    expect(trades('03-semicolons-decimal-commas.csv')).toEqual([
      'sell 1057.7348 AVAX-USDT at 95.5, fee 101.0136734 USDT',
    ]);
    expect(trades('03-tabs.csv')).toEqual(['buy 200 XRP-BTC at 0.00004, fee 0.2 XRP']);
  });

  it('4: a file with grouped thousands gives exact amounts', () => {
    expect(trades('04-thousands.csv')).toEqual(['buy 1200.5 BTC-BUSD at 41500.000005, fee 1.2005 BTC']);
  });

  it('5: money in brackets is negative, a file of it gives the amount paid', () => {
    expect(trades('05-symbols-and-brackets.csv')).toEqual(['buy 1000 NVDA-USD at 1234.5']);
  });

  it('6: a unit glued to its number is split by the pair of the row, coins that begin with a digit included', () => {
    expect(trades('06-glued-units.csv')).toEqual([
      'buy 500 DOGE-EUR at 0.3, fee 0.01612653 BNB',
      'sell 10.25 1INCH-USDT at 2, fee 0.0651 1INCH',
    ]);
  });

  it('7: a pair without separator is cut before the longest quote that leaves a coin', () => {
    expect(read('07-pairs-without-separator.csv').trades.map(({ symbol }) => symbol)).toEqual([
      'ADA-BTC',
      'BTC-USDT',
      'USDT-TRY',
      'EUR-USDT',
      'BNB-ETH',
      'BTT-BTC',
      'BTC-FDUSD',
      'DOT-USD',
    ]);
    expect(splitKrakenPair('XXBTZUSD')).toEqual({ base: 'BTC', quote: 'USD' });
    expect(splitKrakenPair('XDGUSD')).toEqual({ base: 'DOGE', quote: 'USD' });
    expect(splitPair('nonsense')).toBeNull();
  });

  it('8: a fee keeps its coin and its sign: a cost is positive, a rebate negative', () => {
    expect(trades('08-fees.csv')).toEqual([
      'buy 1 ETH-USD at 1700, fee 0.002 ETH',
      'sell 1 ETH-USD at 1800, fee 1.8 USD',
      'buy 1 ETH-USD at 1800, fee -1.8 USD',
    ]);
  });

  it('9: a signed quantity gives a size and the side that the file names', () => {
    expect(trades('09-signed-amounts.csv')).toEqual(['sell 0.5 BTC-USD at 90000, fee 90 USD']);
  });

  it('10: a file that is written newest first is turned round, equal times too', () => {
    expect(read('10-newest-first.csv').trades.map(({ venueId }) => venueId)).toEqual(['10', '20', '30']);
  });

  it('11: the zone of the header or the file name holds', () => {
    expect(read('11-zone-in-header.csv').trades[0]?.tsText).toBe('2023-12-05T03:25:42Z');
    expect(read('11-zone-in-file-name(UTC--6).csv').trades[0]?.tsText).toBe('2026-03-18T03:34:12Z');
    expect(['Date (+01:00)', 'Date(UTC+8)', 'Time(UTC)', 'Date(UTCnull)', 'Time'].map(zoneInText)).toEqual([
      '+01:00',
      '+08:00',
      'UTC',
      null,
      null,
    ]);
  });

  it('11: hours that a clock skips or shows twice are reported, not guessed', () => {
    const options = { timezone: 'Europe/Amsterdam' };
    expect(rejections('11-clock-changes.csv', options)).toEqual([
      [2, 'ts'],
      [3, 'ts'],
    ]);
    expect(read('11-clock-changes.csv', options).trades[0]?.tsText).toBe('2024-10-27T03:30:00Z');
    expect(trades('11-clock-changes.csv', { timezone: '+02:00' })).toHaveLength(3);
  });

  it('11: dates that fit both orders are refused until the person says which', () => {
    expect(rejections('11-ambiguous-dates.csv')).toEqual([
      [2, 'time'],
      [3, 'time'],
    ]);
    const times = (dateOrder: 'day-first' | 'month-first') =>
      read('11-ambiguous-dates.csv', { dateOrder }).trades.map(({ tsText }) => tsText.slice(0, 10));
    expect(times('day-first')).toEqual(['2026-02-01', '2026-02-02']);
    expect(times('month-first')).toEqual(['2026-01-02', '2026-02-02']);
  });

  it('11: a spreadsheet that rewrote ISO dates is not trusted with the order of day and month', () => {
    expect(readWallTime('03/04/2024 10:00')).toBeNull();
    expect(readWallTime('04.03.2024 10:00')?.wall).toBe(Date.UTC(2024, 2, 4, 10));
    expect(readWallTime('3/14/2024 10:00')?.wall).toBe(Date.UTC(2024, 2, 14, 10));
    const text = 'ts,symbol,side,qty,price\n03/04/2024 10:00Z,BTC-USD,buy,1,1\n';
    const parsed = parseFile({ name: 'x.csv', bytes: new TextEncoder().encode(text) });
    expect(parsed).toMatchObject({ rejected: [{ line: 2, field: 'ts' }] });
  });

  it('12: ids beyond 2^53 stay exact, ids that a spreadsheet destroyed are none, no digit of an amount is lost', () => {
    const { trades: fills, rejected } = read('12-precision.csv');
    expect(fills.map(({ venueId }) => venueId)).toEqual(['8389766044004299001', null, null]);
    expect(fills[0]?.orderId).toBeNull();
    expect(fills.map(say)[0]).toBe('buy 0.999 BTC-USD at 1.234567890123456789');
    expect(rejected.map(({ line, field }) => [line, field])).toEqual([[3, 'qty']]);
    expect(trades('12-exponents.csv')).toEqual([
      'buy 0.03605 ETH-EUR at 3717.059639389736477115, fee 0.00003605 ETH',
    ]);
  });

  it('13: rows with text only or without a needed cell are rejected, repeated headers ignored, blank rows no rows', () => {
    const parsed = read('13-rows-that-are-no-trades.csv');
    expect(parsed.trades.map(({ line }) => line)).toEqual([2, 7]);
    expect(parsed.ignored).toEqual([{ line: 5, reason: 'nested-header' }]);
    expect(parsed.rejected.map(({ line, field }) => [line, field])).toEqual([
      [3, 'date(utc)'],
      [6, 'price'],
    ]);
  });

  it('14: cells that a spreadsheet would run are kept as they are', () => {
    const [trade] = read('14-formulas.csv').trades;
    expect([trade?.venueId, trade?.account, trade?.orderId]).toEqual(['=1+1', '@SUM(A1)', '="5337400962"']);
  });

  it('15: two equal rows without ids are two trades, and a second import meets the same ids in any row order', () => {
    const ids = (fills: readonly ParsedTrade[]) =>
      identifyTrades({ trades: fills }, 'main', hash).map(({ extId }) => extId);
    const { trades: fills } = read('15-equal-rows.csv');
    expect(new Set(ids(fills)).size).toBe(3);
    expect(ids([...fills].reverse()).sort()).toEqual(ids(fills).sort());
    expect(ids(read('15-equal-rows.csv', { timezone: 'Asia/Tokyo' }).trades)).toEqual(ids(fills));
  });

  it('15: an equal row with an equal id is a repeat, an equal id with other values is reported', () => {
    const parsed = read('15-equal-ids.csv');
    expect(parsed.trades.map(({ line }) => line)).toEqual([2]);
    expect(parsed.ignored).toEqual([{ line: 3, reason: 'duplicate-id' }]);
    expect(parsed.rejected.map(({ line, field }) => [line, field])).toEqual([[4, 'id']]);
  });

  it('16: rows and headers that a spreadsheet quoted once more are read, without a last newline too', () => {
    expect(trades('16-requoted.csv')).toEqual([
      'buy 1500 ADA-BTC at 0.00002, fee 1.5 ADA',
      'sell 1500 ADA-BTC at 0.00003, fee 0.000045 BTC',
    ]);
  });

  it('16: a newline inside a cell moves no line number', () => {
    expect(read('16-quoted-newlines.csv').trades.map(({ line, side }) => [line, side])).toEqual([
      [2, 'buy'],
      [5, 'sell'],
    ]);
  });

  it('16: a stray quote spoils no row but its own', () => {
    const parsed = read('16-stray-quotes.csv');
    expect(parsed.ignored.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'withdrawal'],
      [3, 'derivative-cash'],
      [4, 'derivative-cash'],
      [5, 'deposit'],
    ]);
  });

  it('16: lone carriage returns and UTF-16 are text', () => {
    expect(read('16-cr-only.csv').trades.map(({ line }) => line)).toEqual([2, 3]);
    expect(trades('16-utf-16.csv')).toEqual(['buy 1 ETH-USDT at 3000, fee 0.001 ETH']);
  });

  it('16: a spreadsheet under the name of a CSV is opened, dates and row numbers kept', () => {
    const parsed = read('16-xlsx-renamed.csv');
    expect(parsed.trades.map((trade) => [trade.line, trade.tsText, say(trade)])).toEqual([
      [3, '2024-01-01T12:00:00Z', 'buy 1 ETH-USDT at 3000.5, fee 0.001 ETH'],
      [4, '2024-01-02T10:00:00Z', 'sell 1 ETH-USDT at 3100, fee 3.1 USDT'],
    ]);
  });

  it('16: the part files of a zip are one file whose lines run on', () => {
    const parsed = read('16-parts.zip');
    expect(parsed.trades.map(({ line }) => line)).toEqual([2, 6]);
    expect(parsed.rejected.map(({ line }) => line)).toEqual([5]);
    expect(parsed.parts).toEqual([
      { name: 'part-1.csv', firstLine: 1 },
      { name: 'part-2.csv', firstLine: 4 },
    ]);
  });

  it('17: many rows of one trade become one trade that owns all their lines', () => {
    const parsed = read('17-many-rows.csv');
    expect(parsed.trades.map((trade) => [trade.lines, say(trade)])).toEqual([
      [[2, 3, 4], 'buy 2 LTC-USDT at 88, fee 0.0005 BNB'],
      [[5, 6, 7], 'buy 1 LTC-USDT at 88.1, fee 0.001 LTC'],
      [[8, 9], 'sell 3 LTC-USDT at 90'],
    ]);
    expect(parsed.rejected.map(({ line }) => line)).toEqual([10]);
  });

  it('17: a closed position is an opening and a closing fill; its row counts once', () => {
    const parsed = read('17-positions-of-two-fills.csv');
    expect(parsed.trades.map((trade) => [trade.line, trade.lines, trade.venueId, say(trade)])).toEqual([
      [5, [5], '901:in', 'buy 20000 GBP-USD at 1.25'],
      [5, [], '901:out', 'sell 20000 GBP-USD at 1.251, fee 1.5 USD'],
    ]);
    expect([parsed.read, parsed.ignored.length]).toEqual([8, 7]);
  });

  it('17: sections inside a file are no trades, and what is not supported is said', () => {
    const parsed = read('17-sections.csv', { timezone: 'America/New_York' });
    expect(parsed.trades.map(say)).toEqual(['buy 3 MSFT-USD at 400, fee 1 USD']);
    expect(parsed.ignored.map(({ line, reason }) => [line, reason])).toEqual([
      [6, 'currency-conversion'],
      [7, 'section'],
    ]);
    expect(parsed.rejected.map(({ line }) => line)).toEqual([5]);
  });
});
