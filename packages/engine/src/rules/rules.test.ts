import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { contractTable } from '../ledger/contractTable.ts';
import type { Fill } from '../ledger/fill.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import type { Move } from '../ledger/transfer.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import type { CandleSeries, Market } from '../market/candle.ts';
import { NO_MARKET } from '../market/candle.ts';
import { daysIn } from '../money/zonedDay.ts';
import { type AdherenceDay, adherenceOf, beforeAfter } from './adherence.ts';
import { backtest } from './backtest.ts';
import type { Rule } from './rule.ts';

const DAY = 1440;

/** Bought and sold again; a losing sale, then a quick return, an add below the cost, and two more entries. */
const FILLS = account('spot', [
  [0, 'buy 1 @ 100', { fee: '1' }],
  [60, 'sell 1 @ 90', { fee: '1' }],
  [75, 'buy 2 @ 90', { fee: '1' }],
  [180, 'buy 1 @ 80', { fee: '1' }],
  [DAY, 'sell 3 @ 95', { fee: '3' }],
  [DAY + 600, 'buy 1 @ 100', { fee: '1' }],
  [DAY + 700, 'sell 1 @ 120', { fee: '1' }],
]);

/** When the last candle of these closes. */
const LAST_HOUR = 50;

function hourly(prices: (hour: number) => number): Market {
  const hours = Array.from({ length: LAST_HOUR + 10 }, (_, i) => i - 10);
  const column = (value: (hour: number) => number) => Float64Array.from(hours, value);
  const series: CandleSeries = {
    symbol: 'BTC-USD',
    granularityMs: 60 * MINUTE,
    ts: column((hour) => BEGIN + hour * 60 * MINUTE),
    open: column(prices),
    high: column(prices),
    low: column(prices),
    close: column(prices),
    volume: column(() => 1),
    aliasOf: null,
  };
  return { candles: () => series };
}

interface History {
  market?: Market;
  timeZone?: string;
  fills?: readonly Fill[];
  moves?: readonly Move[];
}

function read(rule: Rule, { market = NO_MARKET, timeZone = 'UTC', fills = FILLS, moves = [] }: History = {}) {
  const sources: LedgerSources = { ...NO_SOURCES, market, contracts: contractTable };
  const { decisions, ledger } = replay(fills, { sources, asides: moves });
  const settings = { market, timeZone, dayOf: daysIn(timeZone), books: ledger.books };
  const [adherence] = adherenceOf([rule], decisions, settings);
  return { adherence, tested: backtest({ rule, fills, moves, decisions, sources, ...settings }) };
}

const breaches = (rule: Rule, history?: History) =>
  read(rule, history).adherence?.breaches.map(({ decisionId }) => decisionId);

describe('a rule', () => {
  it('counts the entries of a local day', () => {
    const rule: Rule = { kind: 'max_trades_per_day', params: { trades: 2 } };
    expect(breaches(rule)).toEqual(['f3']);
    // Half past midnight UTC is still the day before in Chicago, where the day begins at 06:00 UTC.
    expect(breaches({ ...rule, params: { trades: 3 } }, { timeZone: 'America/Chicago' })).toEqual([]);
  });

  it('asks for a pause after a loss, and only after it is known', () => {
    expect(breaches({ kind: 'cooldown_after_loss', params: { minutes: 30 } })).toEqual(['f2']);
    expect(breaches({ kind: 'cooldown_after_loss', params: { minutes: 15 } })).toEqual([]);
    expect(breaches({ kind: 'cooldown_after_loss', params: { minutes: 121 } })).toEqual(['f2', 'f3']);
  });

  it('does not know a loss before the last fill of its close', () => {
    const eth = { symbol: 'ETH-USD' };
    const fills = account('spot', [
      [0, 'buy 1 @ 100'],
      [10, 'sell 0.5 @ 90', { orderId: 'close' }],
      [12, 'buy 1 @ 10', eth],
      [14, 'sell 0.5 @ 90', { orderId: 'close' }],
      [16, 'buy 1 @ 10', eth],
    ]);
    const rule: Rule = { kind: 'cooldown_after_loss', params: { minutes: 30 } };
    expect(breaches(rule, { fills })).toEqual(['f4']);
    expect(read(rule, { fills }).tested.blocked).toEqual(['f4']);
  });

  it('limits the size of a position in its own asset alone', () => {
    const params = { asset: 'USD', notional: '200' };
    expect(breaches({ kind: 'max_position_notional', params })).toEqual(['f3']);
    expect(breaches({ kind: 'max_position_notional', params: { ...params, asset: 'EUR' } })).toEqual([]);
  });

  it('limits the size of a perpetual in what it is paid in, whatever it is quoted in', () => {
    const fills = account('linear', [
      [0, 'buy 1 @ 100', { settle: 'USDC' }],
      [60, 'buy 2 @ 90', { settle: 'USDC' }],
    ]);
    const limit = (asset: string): Rule => ({
      kind: 'max_position_notional',
      params: { asset, notional: '200' },
    });
    expect(read(limit('USDC'), { fills }).tested).toMatchObject({ checked: 2, blocked: ['f1'] });
    expect(read(limit('USD'), { fills }).tested).toMatchObject({ checked: 0, blocked: [] });
  });

  it('counts what is held of an inverse contract in coins too', () => {
    const fills = account('inverse', [
      [0, 'buy 1000 @ 50000'],
      [60, 'buy 1000 @ 40000'],
    ]);
    // 1,000 contracts of a dollar at 40,000 are 0.025 bitcoin; twice as many are the limit.
    const limit = (notional: string): Rule => ({
      kind: 'max_position_notional',
      params: { asset: 'BTC', notional },
    });
    expect(breaches(limit('0.05'), { fills })).toEqual([]);
    expect(breaches(limit('0.049'), { fills })).toEqual(['f1']);
  });

  it('forbids entries after a spike, and cannot say without candles', () => {
    const rule: Rule = { kind: 'no_entry_after_spike', params: { percent: 5, hours: 4 } };
    expect(breaches(rule, { market: hourly((hour) => (hour < 20 ? 90 : 92)) })).toEqual(['f0', 'f5']);
    expect(read(rule).adherence).toEqual({ days: [], breaches: [], unknown: 4 });
  });

  it('takes a fall for the spike before a short', () => {
    const rule: Rule = { kind: 'no_entry_after_spike', params: { percent: 5, hours: 4 } };
    const fills = account('margin', [[0, 'sell 1 @ 90']]);
    expect(breaches(rule, { fills, market: hourly(() => 100) })).toEqual(['f0']);
    expect(breaches(rule, { fills, market: hourly(() => 80) })).toEqual([]);
  });

  it('cannot tell a spike by a price from long before', () => {
    const rule: Rule = { kind: 'no_entry_after_spike', params: { percent: 5, hours: 4 } };
    const after = (hours: number): History => ({
      fills: account('spot', [[(LAST_HOUR + hours) * 60, 'buy 1 @ 100']]),
      market: hourly(() => 100),
    });
    expect(read(rule, after(4)).tested).toMatchObject({ checked: 1, unknown: 0 });
    expect(read(rule, after(10)).tested).toMatchObject({ checked: 0, unknown: 1 });
  });

  it('forbids adds below the own cost', () => {
    expect(breaches({ kind: 'no_averaging_down', params: { percent: 0 } })).toEqual(['f3']);
    expect(breaches({ kind: 'no_averaging_down', params: { percent: 15 } })).toEqual([]);
  });

  it('forbids adds to a short above what it was sold for', () => {
    const rule: Rule = { kind: 'no_averaging_down', params: { percent: 0 } };
    const added = (price: number) =>
      account('margin', [
        [0, 'sell 1 @ 100'],
        [60, `sell 1 @ ${price}`],
      ]);
    expect(breaches(rule, { fills: added(110) })).toEqual(['f1']);
    expect(breaches(rule, { fills: added(90) })).toEqual([]);
  });

  it('asks for an end before a loss grows beyond the stop', () => {
    expect(breaches({ kind: 'stop_required_by_mae', params: { percent: 10.5 } })).toEqual(['f1', 'f3']);
    expect(breaches({ kind: 'stop_required_by_mae', params: { percent: 12 } })).toEqual([]);
  });

  it('keeps entries to hours of the local day, also over midnight', () => {
    const hours = (from: string, to: string): Rule => ({ kind: 'trading_hours', params: { from, to } });
    expect(breaches(hours('01:00', '09:00'))).toEqual(['f0', 'f5']);
    expect(breaches(hours('00:30', '12:00'))).toEqual(['f0']);
    expect(breaches(hours('22:00', '02:00'))).toEqual(['f3', 'f5']);
    expect(breaches(hours('01:00', '12:00'), { timeZone: 'Europe/Berlin' })).toEqual([]);
  });

  it('is kept or broken day by day', () => {
    const { adherence } = read({ kind: 'max_trades_per_day', params: { trades: 1 } });
    expect(adherence?.days).toEqual([
      { date: '2024-01-01', checked: 3, breached: 2 },
      { date: '2024-01-02', checked: 1, breached: 0 },
    ]);
  });
});

describe('the back-test of a rule', () => {
  it('takes out the whole round trip of a blocked entry, and counts those that won', () => {
    const { tested } = read({ kind: 'max_trades_per_day', params: { trades: 1 } });
    expect(tested).toMatchObject({ checked: 4, unknown: 0, blocked: ['f2', 'f3'], winners: 2 });
    // 2 × (95 − 90) − 1 − 2 and 95 − 80 − 1 − 1 would not have been won.
    expect(tested.byAsset).toMatchObject([{ asset: 'USD', value: '-20', decisions: 2, paidOff: 2 }]);
  });

  it('cuts an entry to the size that the rule allows', () => {
    const { tested } = read({
      kind: 'max_position_notional',
      params: { asset: 'USD', notional: '200' },
    });
    expect(tested.byAsset).toMatchObject([{ value: '-6.5', decisions: 1, paidOff: 1 }]);
  });

  it('tells both halves of the history apart', () => {
    const { tested } = read({ kind: 'max_trades_per_day', params: { trades: 1 } });
    expect(tested.halves.map((half) => half.map(({ value }) => value))).toEqual([['-20'], []]);
  });
});

describe('a rule on coins that went to another own account', () => {
  const there = { account: 'other' };
  const fills = account('spot', [
    [0, 'buy 1 @ 100'],
    [60, 'buy 1 @ 80'],
    [120, 'sell 1 @ 70', there],
    [132, 'buy 1 @ 70', there],
  ]);
  const moves: Move[] = [
    {
      ...{ id: 'm', from: 'main', to: 'other', asset: 'BTC', ts: BEGIN + 30 * MINUTE },
      ...{ sent: decimal('1'), received: decimal('1') },
    },
  ];
  const upTo = (notional: string): Rule => ({
    kind: 'max_position_notional',
    params: { asset: 'USD', notional },
  });

  it.each<[Rule, apart: string[], moved: string[]]>([
    [{ kind: 'no_averaging_down', params: { percent: 5 } }, ['f1'], []],
    [upTo('120'), ['f1'], []],
    [{ kind: 'cooldown_after_loss', params: { minutes: 60 } }, [], ['f3']],
  ])('holds them and their loss where they are: %o', (rule, apart, moved) => {
    expect(breaches(rule, { fills })).toEqual(apart);
    expect(breaches(rule, { fills, moves })).toEqual(moved);
    expect(read(rule, { fills, moves }).tested.blocked).toEqual(moved);
  });

  it('changes the result where they were sold', () => {
    // A tenth of the first purchase is not taken, and so not sold for 30 less a coin in the other account.
    expect(read(upTo('90'), { fills, moves }).tested).toMatchObject({
      blocked: ['f0'],
      byAsset: [{ asset: 'USD', value: '3', decisions: 1, paidOff: 0 }],
    });
  });
});

describe('before and after a rule', () => {
  const days = (from: number, to: number, breached: number): AdherenceDay[] =>
    Array.from({ length: to - from }, (_, i) => {
      const date = new Date(Date.UTC(2024, 0, 1 + from + i)).toISOString().slice(0, 10);
      return { date, checked: 4, breached };
    });

  it('compares spans of equal length and warns of a bad spell before it', () => {
    const trial = beforeAfter([...days(0, 60, 1), ...days(60, 90, 3), ...days(90, 120, 1)], '2024-03-31');
    expect(trial).toMatchObject({
      ...{ before: 120, after: 120, rateBefore: 0.75, rateAfter: 0.25, difference: -0.5 },
      startedHigh: true,
    });
    expect(trial?.ciHigh).toBeLessThan(0);
    const calm = beforeAfter([...days(0, 60, 3), ...days(60, 90, 2), ...days(90, 120, 2)], '2024-03-31');
    expect(calm).toMatchObject({ difference: 0, startedHigh: false });
    const young = beforeAfter([...days(60, 90, 3), ...days(90, 120, 1)], '2024-03-31');
    expect(young).toMatchObject({ rateBefore: 0.75, startedHigh: false });
  });

  it('says nothing before a week has passed', () => {
    expect(beforeAfter(days(0, 95, 1), '2024-04-01')).toBeNull();
  });
});
