import { type Decimal, decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel, randomCandles } from '../../../test/randomTrader.ts';
import type { Fill } from '../../ledger/fill.ts';
import { replay } from '../../ledger/replay.ts';
import { NO_MARKET } from '../../market/candle.ts';
import { barFacts } from '../barFacts.ts';
import { sceneOf } from '../scene.ts';
import { step } from '../scorer.ts';
import { initialState } from '../state.ts';
import { SUPPRESSORS, type SuppressorName } from './registry.ts';
import { isConversion, isStableConversion } from './stableConversion.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MODEL = committedModel();
const START = Date.UTC(2025, 0, 6, 9);

interface Act {
  at: number;
  side: Fill['side'];
  price: number;
  qty?: number;
  symbol?: string;
  instrument?: Fill['instrument'];
  orderType?: Fill['orderType'];
}

function fillsOf(acts: readonly Act[]): Fill[] {
  const text = (value: number): Decimal => decimal(value.toFixed(8));
  return acts.map((act, seq) => ({
    id: `f${String(seq).padStart(4, '0')}`,
    account: 'main',
    symbol: act.symbol ?? 'BTC-USD',
    instrument: act.instrument ?? 'spot',
    side: act.side,
    qty: text(act.qty ?? 1),
    price: text(act.price),
    fee: 0n,
    feeAsset: null,
    ts: START + act.at,
    seq,
    orderId: `o${seq}`,
    orderType: act.orderType ?? null,
    startPosition: null,
  }));
}

/** The score of a suppressor at the last decision, from the state that the ones before it left. */
function scoreAt(name: SuppressorName, acts: readonly Act[]): number {
  const { decisions } = replay(fillsOf(acts));
  const last = decisions.at(-1);
  const state = initialState();
  for (const decision of decisions.slice(0, -1)) step(MODEL, state, decision, NO_MARKET);
  if (!last) throw new Error('no decision');
  return SUPPRESSORS[name](sceneOf(state, last, NO_MARKET, null));
}

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe('a suppressor', () => {
  it('knows a weekly plan of equal buys, and not the same buys at random times', () => {
    const plan = times(
      7,
      (i): Act => ({ at: i * 7 * DAY_MS, side: 'buy', price: 100 + i, qty: 1 / (1 + i / 100) }),
    );
    const moody = plan.map((act, i) => ({ ...act, at: (i * i + 1) * 31 * HOUR_MS }));
    expect(scoreAt('scheduledDca', plan)).toBe(1);
    expect(scoreAt('scheduledDca', moody)).toBe(0);
    const grown = plan.map((act, i) => ({ ...act, qty: 1 + i }));
    const atAnyHour = plan.map((act, i) => ({ ...act, at: act.at + ((i * 7) % 24) * HOUR_MS }));
    expect(scoreAt('scheduledDca', grown)).toBe(0);
    expect(scoreAt('scheduledDca', atAnyHour)).toBe(0);
  });

  it('knows a grid of equal steps and sizes, and not a trader between random prices', () => {
    const grid = times(
      40,
      (i): Act => ({
        at: i * HOUR_MS,
        side: i % 2 ? 'sell' : 'buy',
        price: 100 * 1.01 ** (Math.floor(i / 8) + (i % 2)),
      }),
    );
    const hand = grid.map((act, i) => ({ ...act, price: act.price * (1 + ((i * 7919) % 13) / 100) }));
    expect(scoreAt('gridBot', grid)).toBe(1);
    expect(scoreAt('gridBot', hand)).toBe(0);
    const sized = grid.map((act, i) => ({ ...act, qty: 1 + (i % 3) }));
    const pairs = grid.map((act, i): Act => ({ ...act, side: i % 4 < 2 ? 'buy' : 'sell' }));
    expect(scoreAt('gridBot', sized)).toBe(0);
    expect(scoreAt('gridBot', pairs)).toBe(0);
    expect(
      scoreAt(
        'gridBot',
        grid.map((act) => ({ ...act, price: 100 })),
      ),
    ).toBe(0);
  });

  it('knows a grid that climbs rung after rung in a market that runs, and no one who trades one coin at a time', () => {
    const rungs = [...'bbbbbbbbsssssssbbbbbbbbssss'];
    const ladder = rungs.map(
      (side, i): Act => ({
        at: i * i * 400_000,
        side: side === 'b' ? 'buy' : 'sell',
        price: 100 + ((i * i * 37) % 113) / 7,
      }),
    );
    expect(scoreAt('gridBot', ladder)).toBe(1);
    const onePiece = ladder.map((act, i): Act => ({ ...act, side: i % 2 ? 'sell' : 'buy' }));
    expect(scoreAt('gridBot', onePiece)).toBe(0);
    const bySizes = ladder.map((act, i): Act => ({ ...act, qty: 1 + (i % 5) / 20 }));
    expect(scoreAt('gridBot', bySizes)).toBe(0);
  });

  it('knows a market maker by holds below a minute, a hundred times a day', () => {
    const quick = times(
      300,
      (i): Act => ({
        at: Math.floor(i / 2) * 300_000 + (i % 2) * 20_000,
        side: i % 2 ? 'sell' : 'buy',
        price: 100,
      }),
    );
    const slow = quick.map((act, i) => ({ ...act, at: i * 150_000 }));
    expect(scoreAt('marketMaker', quick)).toBe(1);
    expect(scoreAt('marketMaker', slow)).toBe(0);
    const seldom = quick.map((act, i) => ({ ...act, at: act.at + Math.floor(i / 20) * DAY_MS }));
    expect(scoreAt('marketMaker', seldom)).toBe(0);
  });

  it('knows a market maker whose positions never close for dust by sides that take turns within a minute', () => {
    const dusty = (pauseMs: number) =>
      times(
        300,
        (i): Act => ({
          at: Math.floor(i / 2) * 300_000 + (i % 2) * pauseMs,
          side: i % 2 ? 'sell' : 'buy',
          price: 100,
          qty: i % 2 ? 0.999 : 1,
        }),
      );
    expect(scoreAt('marketMaker', dusty(20_000))).toBe(1);
    expect(scoreAt('marketMaker', dusty(120_000))).toBe(0);
    const inPairs = dusty(20_000).map((act, i): Act => ({ ...act, side: i % 4 < 2 ? 'buy' : 'sell' }));
    expect(scoreAt('marketMaker', inPairs)).toBe(0);
  });

  it('knows a machine by hours spread over the whole day', () => {
    const machine = times(
      200,
      (i): Act => ({ at: i * 61 * 60_000, side: i % 2 ? 'sell' : 'buy', price: 100 }),
    );
    const person = machine.map((act, i) => ({ ...act, at: Math.floor(i / 4) * DAY_MS + (i % 4) * HOUR_MS }));
    expect(scoreAt('bot', machine)).toBe(1);
    expect(scoreAt('bot', person)).toBe(0);
  });

  it('knows a machine by gaps that are equal to within a second', () => {
    const clock = times(
      30,
      (i): Act => ({ at: i * 900_000 + ((i * 37) % 400), side: i % 2 ? 'sell' : 'buy', price: 100 }),
    );
    const person = clock.map((act, i) => ({ ...act, at: act.at + ((i * i * 7919) % 60_000) }));
    const byTheMinute = clock.map((act, i) => ({ ...act, at: i * 60_000 }));
    expect(scoreAt('bot', clock)).toBe(1);
    expect(scoreAt('bot', person)).toBe(0);
    expect(scoreAt('bot', byTheMinute)).toBe(0);
  });

  it('knows stops and take-profits by order type, or by the own usual loss and gain', () => {
    const trade = (i: number, exit: number, orderType: Fill['orderType'] = null): Act[] => [
      { at: i * DAY_MS, side: 'buy', price: 100 },
      { at: i * DAY_MS + HOUR_MS, side: 'sell', price: exit, orderType },
    ];
    expect(scoreAt('stopLike', trade(0, 98, 'stop'))).toBe(1);
    expect(scoreAt('takeProfitLike', trade(0, 98, 'take_profit'))).toBe(1);
    expect(scoreAt('liquidation', trade(0, 50, 'liquidation'))).toBe(1);
    const losses = times(10, (i) => trade(i, 98 + (i % 5) / 10 - 0.2)).flat();
    expect(scoreAt('stopLike', [...losses, ...trade(10, 98)])).toBe(1);
    expect(scoreAt('stopLike', [...losses, ...trade(10, 90)])).toBe(0);
    expect(scoreAt('takeProfitLike', trade(0, 110))).toBe(1);
    expect(scoreAt('takeProfitLike', trade(0, 107))).toBe(0);
  });

  it('knows dust relative to the largest quantity of the episode', () => {
    const big: Act = { at: 0, side: 'buy', price: 100, qty: 1000 };
    expect(scoreAt('dust', [big, { at: DAY_MS, side: 'buy', price: 90, qty: 0.0005 }])).toBe(1);
    expect(scoreAt('dust', [big, { at: DAY_MS, side: 'buy', price: 90, qty: 0.01 }])).toBe(0);
  });

  it('knows a hedge in another market of the same coin within five minutes', () => {
    const spot: Act = { at: 0, side: 'buy', price: 100 };
    const short: Act = { at: 200_000, side: 'sell', price: 100, symbol: 'BTC-USDT', instrument: 'linear' };
    expect(scoreAt('hedge', [spot, short])).toBe(1);
    expect(scoreAt('hedge', [spot, { ...short, at: 400_000 }])).toBe(0);
    expect(scoreAt('hedge', [spot, { ...short, symbol: 'ETH-USDT' }])).toBe(0);
  });

  it('knows a hedge only where less than a fifth of the larger leg stays open', () => {
    const spot: Act = { at: 0, side: 'buy', price: 100, qty: 1 };
    const short = (qty: number): Act => {
      return { at: 200_000, side: 'sell', price: 100, qty, symbol: 'BTC-USDT', instrument: 'linear' };
    };
    // Another act in between, after which no fill can join the first leg: its size is known.
    const other: Act = { at: 100_000, side: 'buy', price: 100, symbol: 'ETH-USD' };
    expect(scoreAt('hedge', [spot, other, short(0.85)])).toBe(1);
    expect(scoreAt('hedge', [spot, other, short(0.75)])).toBe(0);
    expect(scoreAt('hedge', [spot, other, short(1.5)])).toBe(0);
  });

  describe('of rebalancing', () => {
    /** Equal thirds held for 20 days with a small act each, then A has run ahead and C has fallen behind. */
    const held = [
      ...['A-USD', 'B-USD', 'C-USD'].map(
        (symbol, i): Act => ({ at: i * HOUR_MS, side: 'buy', price: 100, qty: 3, symbol }),
      ),
      ...times(
        20,
        (i): Act => ({ at: (i + 1) * DAY_MS, side: 'buy', price: 100, qty: 0.01, symbol: 'D-USD' }),
      ),
    ];
    const day = 22 * DAY_MS;
    const sellA: Act = { at: day, side: 'sell', price: 160, qty: 1, symbol: 'A-USD' };
    const buyC: Act = { at: day + 90_000, side: 'buy', price: 70, qty: 1.5, symbol: 'C-USD' };
    const sellB: Act = { at: day + 200_000, side: 'sell', price: 110, qty: 0.2, symbol: 'B-USD' };

    it('knows three symbols brought back towards the weights that they used to have', () => {
      expect(scoreAt('rebalancing', [...held, buyC, sellB, { ...sellA, at: day + 300_000 }])).toBe(1);
    });

    it('is none when the weights move away, below three symbols, or over more than half an hour', () => {
      const buyA: Act = { ...sellA, side: 'buy', at: day + 300_000 };
      expect(scoreAt('rebalancing', [...held, buyC, sellB, buyA])).toBe(0);
      expect(scoreAt('rebalancing', [...held, buyC, { ...sellA, at: day + 300_000 }])).toBe(0);
      expect(scoreAt('rebalancing', [...held, buyC, sellB, { ...sellA, at: day + 2_100_000 }])).toBe(0);
    });
  });

  it('knows the habit of re-buying 31 days after a losing sale', () => {
    const cycle = (i: number): Act[] => [
      { at: i * 33 * DAY_MS, side: 'buy', price: 100 },
      { at: i * 33 * DAY_MS + 2 * DAY_MS, side: 'sell', price: 90 },
    ];
    expect(scoreAt('taxLoss', [...cycle(0), ...cycle(1), ...cycle(2)])).toBe(1);
    expect(scoreAt('taxLoss', [...cycle(0), ...cycle(1)])).toBe(0);
  });

  it('knows conversions between money and money', () => {
    expect(isStableConversion('USDC-USDT')).toBe(true);
    expect(isStableConversion('EUR-USD')).toBe(true);
    expect(isStableConversion('BTC-USDT')).toBe(false);
  });

  it('knows a conversion by bars that stay at one, as far as they are closed', () => {
    const series = randomCandles(1, ['XUSD-ABC'], 100)[0];
    if (!series) throw new Error('no candles');
    series.close.forEach((_, i) => {
      series.close[i] = i < 50 ? 1 + ((i % 3) - 1) / 1000 : 3;
    });
    const barsAfter = (bar: number) => barFacts(series, (series.ts[bar] ?? 0) + HOUR_MS);
    expect(isConversion('XUSD-ABC', barsAfter(40))).toBe(true);
    expect(isConversion('XUSD-ABC', barsAfter(99))).toBe(false);
    expect(isConversion('XUSD-ABC', null)).toBe(false);
  });
});
