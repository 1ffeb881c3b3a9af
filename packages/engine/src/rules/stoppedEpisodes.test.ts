import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { contractTable } from '../ledger/contractTable.ts';
import type { Fill, Instrument } from '../ledger/fill.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import type { Move } from '../ledger/transfer.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import { type CandleSeries, type Market, NO_MARKET } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import { backtest } from './backtest.ts';

/** The price at the begin of an hour, and where it stood worst and best in it; `null`: no candle. */
type Hour = [open: number, low?: number, high?: number] | null;

/** Hourly bars from the begin on; each closes at the open of the next one that there is. */
function market(hours: readonly Hour[]): Market {
  const bars = hours.flatMap((hour, index) => (hour ? [{ index, hour }] : []));
  const column = (value: (hour: NonNullable<Hour>, index: number) => number) =>
    Float64Array.from(bars, ({ hour, index }) => value(hour, index));
  const series: CandleSeries = {
    ...{ symbol: 'any', granularityMs: 60 * MINUTE, aliasOf: null },
    ts: column((_, index) => BEGIN + index * 60 * MINUTE),
    open: column(([open]) => open),
    low: column(([open, low = open]) => low),
    high: column(([open, , high = open]) => high),
    close: column(([open]) => open),
    volume: column(() => 1),
  };
  return { candles: () => series };
}

/** Of a coin with a half spread of 20 basis points, unless a row names another. */
const SOL = { symbol: 'SOL-USDT' };
type Row = [hours: number, act: string, more?: Parameters<typeof account>[1][number][2]];

function fillsOf(instrument: Instrument, rows: Row[]): Fill[] {
  return account(
    instrument,
    rows.map(([hours, act, more]) => [hours * 60, act, { ...SOL, ...more }]),
  );
}

function stopped(fills: readonly Fill[], hours: readonly Hour[], percent = 5, moves: readonly Move[] = []) {
  const candles = hours.length > 0 ? market(hours) : NO_MARKET;
  const sources: LedgerSources = { ...NO_SOURCES, market: candles, contracts: contractTable };
  const { decisions, ledger } = replay(fills, { sources, asides: moves });
  const { checked, unknown, blocked, winners, byAsset } = backtest({
    rule: { kind: 'stop_required_by_mae', params: { percent } },
    ...{ fills, moves, decisions, sources, market: candles, books: ledger.books },
    ...{ timeZone: 'UTC', dayOf: utcDay },
  });
  const changes = byAsset.map(({ asset, value, fees }) => ({ asset, value, fees }));
  return { checked, unknown, blocked, winners, changes };
}

const changeOf = (fills: readonly Fill[], hours: readonly Hour[], percent?: number) =>
  stopped(fills, hours, percent).changes.map(({ value }) => value);

const FLAT = Array.from({ length: 10 }, (): Hour => [100]);

describe('a stop in the past', () => {
  it('closes what is open when it is met, not what once was', () => {
    const fills = fillsOf('spot', [
      [0.5, 'buy 10 @ 100'],
      [2.5, 'sell 8 @ 130'],
      [5.5, 'sell 2 @ 95'],
    ]);
    const hours: Hour[] = [[100], [110], [130], [120], [98, 90], [95]];
    // Two are sold at 95 less 20 basis points instead of at 95.
    expect(stopped(fills, hours)).toMatchObject({
      ...{ checked: 1, unknown: 0, blocked: ['f2'], winners: 1 },
      changes: [{ asset: 'USDT', value: '-0.38' }],
    });
  });

  it('gets no better price than the open of a bar that begins beyond it', () => {
    const fills = fillsOf('spot', [
      [0.5, 'buy 10 @ 100'],
      [5, 'sell 10 @ 70'],
    ]);
    const hours: Hour[] = [[100], [100], [100], [70], [70], [70]];
    expect(changeOf(fills, hours)).toEqual(['-1.4']);
    // Within the bar it passes the stop: 10 × (95 × 0.998 − 70).
    expect(changeOf(fills, hours.with(2, [100, 70]))).toEqual(['248.1']);
  });

  it('rests against the cost of what was held then, and what came later does not happen', () => {
    const fills = fillsOf('spot', [
      [0.5, 'buy 1 @ 100'],
      [3.5, 'buy 9 @ 90'],
      [6, 'sell 10 @ 95'],
    ]);
    const hours: Hour[] = [[100], [100], [97, 90], [90], [92], [94], [95]];
    // The first one is sold for 94.81; the person made 950 − 810 from there on.
    expect(stopped(fills, hours)).toMatchObject({
      blocked: ['f2'],
      winners: 1,
      changes: [{ value: '-45.19' }],
    });
    expect(changeOf(fills, hours, 11)).toEqual([]);
  });

  it('moves with the cost: an add above it brings it nearer', () => {
    const fills = fillsOf('spot', [
      [0, 'buy 1 @ 100'],
      [2, 'buy 1 @ 120'],
      [5, 'sell 2 @ 110'],
    ]);
    const hours: Hour[] = [[100, 97], [110], [120], [112, 104], [110]];
    // At 104.5, where the first one alone would have stood at 95: 2 × (104.5 × 0.998 − 110).
    expect(changeOf(fills, hours)).toEqual(['-11.418']);
    expect(changeOf(fills, hours.with(3, [112, 105]))).toEqual([]);
  });

  it('calls winner what made money, and not what the rule would have cost', () => {
    const hours: Hour[] = [[100], [98, 90], [95], [105]];
    const soldAt = (price: number, fee = '0') =>
      stopped(
        fillsOf('spot', [
          [0, 'buy 10 @ 100'],
          [3, `sell 10 @ ${price}`, { fee, feeAsset: 'USDT' }],
        ]),
        hours,
      );
    expect(soldAt(95)).toMatchObject({ winners: 0, changes: [{ value: '-1.9' }] });
    expect(soldAt(101)).toMatchObject({ winners: 1, changes: [{ value: '-61.9' }] });
    expect(soldAt(101, '10')).toMatchObject({ winners: 0 });
  });

  it('is the mirror for a short', () => {
    const fills = fillsOf('margin', [
      [0.5, 'sell 10 @ 100'],
      [2.5, 'buy 8 @ 70'],
      [5.5, 'buy 2 @ 105'],
    ]);
    const hours: Hour[] = [[100], [90], [70], [80], [102, 102, 110], [105]];
    expect(stopped(fills, hours)).toMatchObject({
      blocked: ['f2'],
      winners: 1,
      changes: [{ value: '-0.42' }],
    });
    // Beyond it at the open: bought at 120 × 1.002 instead of at 105.
    expect(changeOf(fills, hours.with(4, [120]))).toEqual(['-30.48']);
  });

  it('is worth coins where an inverse contract pays in them', () => {
    const btc = { symbol: 'BTC-USD' };
    const rows = (one: string, other: string): Row[] => [
      [0.5, `${one} 1000 @ 100`, btc],
      [5, `${other} 1000 @ 80`, btc],
    ];
    // 1,000 contracts are 1000 ÷ 80 bitcoin instead of 1000 ÷ 95 with 5 basis points.
    const change = { asset: 'BTC', value: '1.968421052631578947' };
    const fallen: Hour[] = [[100], [98], [96, 90], [85], [80]];
    expect(stopped(fillsOf('inverse', rows('buy', 'sell')), fallen)).toMatchObject({
      ...{ checked: 1, unknown: 0, winners: 0 },
      changes: [change],
    });
    const risen: Hour[] = [[100], [98], [96, 96, 110], [85], [80]];
    const short = stopped(fillsOf('inverse', rows('sell', 'buy')), risen);
    // 1000 ÷ 105 and the spread, less 1000 ÷ 80.
    expect(short).toMatchObject({ winners: 1, changes: [{ asset: 'BTC', value: '-2.980952380952380952' }] });
  });

  it('is worth what the multiplier of a quanto contract makes of it', () => {
    const eth = { symbol: 'ETH-USD' };
    const fills = fillsOf('quanto', [
      [0.5, 'buy 1000 @ 100', eth],
      [4, 'sell 1000 @ 90', eth],
    ]);
    // 1000 × (95 × 0.9995 − 90) millionths of a bitcoin.
    expect(stopped(fills, [[100], [98], [96, 94], [92]])).toMatchObject({
      changes: [{ asset: 'BTC', value: '0.0049525' }],
    });
  });

  it('pays the fee rate of the exits in its place, and saves what came later', () => {
    const usdt = (fee: string) => ({ fee, feeAsset: 'USDT' });
    const fills = fillsOf('spot', [
      [0, 'buy 1 @ 100', usdt('1')],
      [3, 'buy 1 @ 90', usdt('0.9')],
      [4, 'sell 2 @ 100', usdt('2')],
    ]);
    // A fee of 0.95 instead of 2.9; 94.81 instead of −90 + 200.
    expect(stopped(fills, [[100], [98, 90], [92], [95]]).changes).toEqual([
      { asset: 'USDT', value: '-13.24', fees: '1.95' },
    ]);
  });

  it('closes only the side of a reversal that it was met on', () => {
    const fills = fillsOf('linear', [
      [0, 'buy 1 @ 100'],
      [3, 'sell 3 @ 80'],
      [5, 'buy 2 @ 70'],
    ]);
    const hours: Hour[] = [[100], [98, 90], [85], [80], [75], [70]];
    expect(stopped(fills, hours)).toMatchObject({
      checked: 2,
      blocked: ['f1'],
      changes: [{ value: '14.81' }],
    });
  });
});

describe('what shows that a stop was met', () => {
  const roundTrip = (from: number, to: number, exit = 100) =>
    fillsOf('spot', [
      [from, 'buy 1 @ 100'],
      [to, `sell 1 @ ${exit}`],
    ]);

  it('is no bar that was lived through in part', () => {
    expect(changeOf(roundTrip(0.5, 4.5), FLAT.with(0, [100, 80]))).toEqual([]);
    expect(changeOf(roundTrip(0.5, 4.5), FLAT.with(4, [100, 80]))).toEqual([]);
    expect(changeOf(roundTrip(0.5, 4.5), FLAT.with(3, [100, 80]))).toEqual(['-5.19']);
  });

  it('is the open of the bar in which the position was closed', () => {
    expect(changeOf(roundTrip(0.5, 4.5, 85), FLAT.with(4, [90, 80]))).toEqual(['4.82']);
  });

  it('is the touch of its very price', () => {
    expect(changeOf(roundTrip(0.5, 4.5), FLAT.with(3, [100, 95]))).toEqual(['-5.19']);
    expect(changeOf(roundTrip(0.5, 4.5), FLAT.with(3, [100, 95.01]))).toEqual([]);
  });

  it('is an own fill beyond it, at the stop where candles show the way there', () => {
    expect(changeOf(roundTrip(0.5, 4.5, 80), FLAT)).toEqual(['14.81']);
    expect(changeOf(roundTrip(0.5, 4.5, 95), FLAT)).toEqual([]);
    // Nothing is known of the way: 80 less 20 basis points instead of 80.
    expect(changeOf(roundTrip(0.5, 4.5, 80), FLAT.with(4, null))).toEqual(['-0.16']);
  });

  it('is not a later fill of the same order', () => {
    const swept = fillsOf('spot', [
      [0.5, 'buy 1 @ 100', { orderId: 'o1' }],
      [0.5, 'buy 1 @ 90', { orderId: 'o1' }],
      [4.5, 'sell 2 @ 100'],
    ]);
    expect(stopped(swept, FLAT)).toMatchObject({ checked: 1, blocked: [] });
  });

  it('is a bar with own fills in it where its worst price reaches every stop that stood in it', () => {
    const fills = fillsOf('spot', [
      [0.5, 'buy 1 @ 100'],
      [2.5, 'sell 0.5 @ 99'],
      [4.5, 'buy 1 @ 97'],
      [8, 'sell 1.5 @ 96'],
    ]);
    // What was done in the bar comes first: half of one is left to be sold at 95.
    expect(changeOf(fills, FLAT.with(2, [100, 94]))).toEqual(['0.405']);
    // 95 before the add and 93.1 after it: a low of 94 may have come when only the second stood.
    expect(changeOf(fills, FLAT.with(4, [100, 94]))).toEqual([]);
    expect(changeOf(fills, FLAT.with(4, [100, 93]))).toEqual(['-4.6293']);
    // In one with the opening or the closing fill it is not known what was lived through.
    expect(changeOf(fills, FLAT.with(0, [100, 80]))).toEqual([]);
  });

  it('cannot be said without candles, within one bar, or where coins came beside the fills', () => {
    expect(stopped(roundTrip(0.5, 4.5, 80), [])).toMatchObject({ checked: 0, unknown: 1, changes: [] });
    expect(stopped(roundTrip(2.25, 2.75, 80), FLAT)).toMatchObject({ checked: 0, unknown: 1, changes: [] });
    const moved: Move = {
      ...{ id: 'm', from: 'main', to: 'other', asset: 'SOL', ts: BEGIN + 90 * MINUTE },
      ...{ sent: decimal('0.5'), received: decimal('0.5') },
    };
    const rest = fillsOf('spot', [
      [0.5, 'buy 1 @ 100'],
      [4.5, 'sell 0.5 @ 80'],
    ]);
    expect(stopped(rest, FLAT, 5, [moved])).toMatchObject({ checked: 0, unknown: 1, changes: [] });
    expect(stopped(fillsOf('spot', [[4.5, 'sell 1 @ 80']]), FLAT)).toMatchObject({ checked: 0, unknown: 1 });
  });
});
