import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { contractTable } from '../ledger/contractTable.ts';
import { fillProblem, NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { account, BEGIN, decisionAt, episodeAt, MINUTE, text } from '../ledger/writtenFills.testkit.ts';
import type { CandleSeries } from '../market/candle.ts';
import { createMarket } from '../market/createMarket.ts';
import { foldedAccount } from './foldedAccount.testkit.ts';

describe('fees', () => {
  it('in the bought coin make the holding smaller and the unit dearer', () => {
    const result = foldedAccount(account('spot', [[0, 'buy 10 @ 99', { fee: '0.1', feeAsset: 'BTC' }]]));
    expect([text(result.bySymbol[0]?.position), text(result.bySymbol[0]?.avgCost)]).toEqual(['9.9', '100']);
    expect(text(result.byAsset[0]?.fees)).toBe('9.9');
  });

  it('in a third currency without a rate stay apart and are marked', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100', { fee: '0.01', feeAsset: 'BNB' }],
      [10, 'sell 1 @ 110'],
    ]);
    const result = foldedAccount(fills);
    const line = [{ asset: 'BNB', amount: decimal('0.01') }];
    expect(text(result.byAsset[0]?.realisedPnl)).toBe('10');
    expect(result.byAsset[0]?.unvaluedFees).toEqual(line);
    expect(episodeAt(result, 0).unvaluedFees).toEqual(line);
    const rated = foldedAccount(fills, {
      sources: { ...NO_SOURCES, rateAt: () => ({ rate: decimal('300'), quality: 'own' }) },
    });
    expect(text(rated.byAsset[0]?.realisedPnl)).toBe('7');
    expect(rated.bySymbol[0]?.ratedFees).toEqual([
      { asset: 'BNB', amount: decimal('0.01'), value: decimal('3'), quality: 'own' },
    ]);
    expect(episodeAt(rated, 0)).not.toHaveProperty('unvaluedFees');
  });

  it('that are rebates raise the result', () => {
    const result = foldedAccount(
      account('margin', [
        [0, 'buy 1 @ 100', { fee: '-1' }],
        [10, 'sell 1 @ 100', { fee: '-1' }],
      ]),
    );
    expect([text(result.byAsset[0]?.realisedPnl), text(result.byAsset[0]?.fees)]).toEqual(['2', '-2']);
  });
});

describe('contracts', () => {
  it('inverse ones pay in the coin', () => {
    const result = foldedAccount(
      account('inverse', [
        [0, 'buy 1000 @ 10000', { fee: '0.0001', feeAsset: 'BTC' }],
        [10, 'sell 1000 @ 12500'],
      ]),
    );
    expect(result.byAsset[0]).toMatchObject({ asset: 'BTC', realisedPnl: decimal('0.0199') });
    const episode = episodeAt(result, 0);
    expect([text(episode.entryPrice), text(episode.exitPrice)]).toEqual(['10000', '12500']);
    expect(text(decisionAt(result, 0).vwap)).toBe('10000');
  });

  it('quanto ones need their terms and are refused by name without', () => {
    const fills = account('quanto', [
      [0, 'buy 10 @ 2000'],
      [10, 'sell 10 @ 2100'],
    ]);
    expect(replay(fills).rejected[0]).toEqual({
      fillId: 'f0',
      reason: 'no contract terms are known for BTC-USD',
    });
    const multiplier = decimal('0.000001');
    const contracts = () => ({ settle: 'XBT', multiplier, payoff: 'linear' }) as const;
    const result = foldedAccount(fills, { sources: { ...NO_SOURCES, contracts } });
    expect(result.byAsset[0]).toMatchObject({ asset: 'XBT', realisedPnl: decimal('0.001') });
    expect(text(decisionAt(result, 0).vwap)).toBe('2000');
  });

  it('quanto ones of the contract table pay bitcoin per contract and dollar, fees included', () => {
    // 1,000 contracts × 100 dollars × 0.000001 bitcoin.
    const result = foldedAccount(
      account('quanto', [
        [0, 'buy 1000 @ 500', { symbol: 'ETH-USD', fee: '0.000375', feeAsset: 'BTC' }],
        [10, 'sell 1000 @ 600', { symbol: 'ETH-USD' }],
      ]),
      { sources: { ...NO_SOURCES, contracts: contractTable } },
    );
    expect(result.byAsset).toHaveLength(1);
    expect(result.byAsset[0]).toMatchObject({ asset: 'BTC', unvaluedFees: [] });
    expect(text(result.byAsset[0]?.realisedPnlGross)).toBe('0.1');
    expect(text(result.byAsset[0]?.realisedPnl)).toBe('0.099625');
  });

  it('the one in ripple pays two hundred times as much a contract as the one in ether', () => {
    const result = foldedAccount(
      account('quanto', [
        [0, 'buy 100 @ 0.25', { symbol: 'XRP-USD' }],
        [10, 'sell 100 @ 0.3', { symbol: 'XRP-USD' }],
      ]),
      { sources: { ...NO_SOURCES, contracts: contractTable } },
    );
    expect(text(result.byAsset[0]?.realisedPnl)).toBe('0.001');
  });

  it('quoted in dollars and settled in a stablecoin: the result is in what they settle in, net of its fees', () => {
    const usdc = { fee: '0.5', feeAsset: 'USDC', settle: 'USDC' };
    const result = foldedAccount(
      account('linear', [
        [0, 'buy 1 @ 100', { settle: 'USDC' }],
        [10, 'sell 1 @ 110', usdc],
      ]),
    );
    expect(result.byAsset).toHaveLength(1);
    expect(result.byAsset[0]).toMatchObject({ asset: 'USDC', unvaluedFees: [] });
    expect(text(result.byAsset[0]?.realisedPnl)).toBe('9.5');
    expect(text(result.byAsset[0]?.realisedPnlGross)).toBe('10');
    expect(episodeAt(result, 0)).toMatchObject({ asset: 'USDC', symbol: 'BTC-USD' });
  });

  it('a fill that cannot be booked is named, not dropped', () => {
    const [fill] = account('spot', [[0, 'buy 0 @ 1']]);
    if (!fill) throw new Error('no fill');
    expect(fillProblem(fill, NO_SOURCES)).toBe('quantity is not above zero');
    expect(fillProblem({ ...fill, qty: 1n, fee: 1n }, NO_SOURCES)).toBe('the fee names no asset');
  });
});

describe('candles', () => {
  const hours = [100, 120, 70, 110, 130];
  const prices = Float64Array.from(hours);
  const series: CandleSeries = {
    symbol: 'BTC-USD',
    granularityMs: 60 * MINUTE,
    ts: Float64Array.from(hours, (_price, index) => BEGIN + index * 60 * MINUTE),
    ...{ open: prices, high: prices, low: prices, close: prices, volume: prices, aliasOf: null },
  };
  const sources = { ...NO_SOURCES, market: createMarket([series]) };

  it('give excursions from bars wholly inside the hold, mirrored for a short', () => {
    const long = replay(
      account('margin', [
        [30, 'buy 1 @ 100'],
        [190, 'sell 1 @ 100'],
      ]),
      { sources },
    );
    expect([episodeAt(long, 0).mae, episodeAt(long, 0).mfe]).toEqual([
      expect.closeTo(-0.3, 12),
      expect.closeTo(0.2, 12),
    ]);
    const short = replay(
      account('margin', [
        [30, 'sell 1 @ 100'],
        [190, 'buy 1 @ 100'],
      ]),
      { sources },
    );
    expect([episodeAt(short, 0).mae, episodeAt(short, 0).mfe]).toEqual([
      expect.closeTo(-0.2, 12),
      expect.closeTo(0.3, 12),
    ]);
    const inside = replay(
      account('margin', [
        [61, 'buy 1 @ 100'],
        [119, 'sell 1 @ 100'],
      ]),
      { sources },
    );
    expect([episodeAt(inside, 0).mae, episodeAt(inside, 0).mfe]).toEqual([null, null]);
  });

  it('mark an open position once a bar closed after the last fill, else the fill does', () => {
    const fills = account('margin', [[30, 'buy 1 @ 105']]);
    const elsewhere = account('margin', [[130, 'buy 1 @ 7', { id: 'f1', symbol: 'ETH-EUR', seq: 1 }]]);
    const late = foldedAccount([...fills, ...elsewhere], { sources });
    const dollars = late.equity.findLast(({ asset, account: of }) => asset === 'USD' && of === '');
    expect([text(dollars?.equity), dollars?.coverage]).toEqual(['15', 1]);
    // Before the first bar has closed, and where the last one that has is older than the fill.
    for (const minute of [30, 90]) {
      const early = foldedAccount(account('margin', [[minute, 'buy 1 @ 105']]), { sources });
      expect([text(early.equity.at(-1)?.equity), early.equity.at(-1)?.coverage]).toEqual(['0', 0]);
    }
  });
});

describe('days', () => {
  it('without fills still show the open position, and the deepest fall counts from the peak', () => {
    const day = 24 * 60;
    const result = foldedAccount(
      account('margin', [
        [0, 'buy 1 @ 100'],
        [10, 'sell 1 @ 130'],
        [3 * day, 'buy 1 @ 100'],
        [3 * day + 10, 'sell 1 @ 50'],
      ]),
    );
    const equity = result.equity.filter((point) => point.account === 'main');
    expect(equity.map((point) => [point.date, text(point.equity)])).toEqual([
      ['2024-01-01', '30'],
      ['2024-01-02', '30'],
      ['2024-01-03', '30'],
      ['2024-01-04', '-20'],
    ]);
    expect(text(result.byAsset[0]?.maxDrawdown)).toBe('50');
    const days = result.days.filter((line) => line.account === 'main');
    expect(days.map((line) => [line.date, text(line.realisedPnl), line.episodes])).toEqual([
      ['2024-01-01', '30', 1],
      ['2024-01-04', '-50', 1],
    ]);
    expect(result.byAsset[0]?.profitFactor).toBe(0.6);
  });
});

describe('the win rate', () => {
  const roundTrip = (start: number, exit: number): Parameters<typeof account>[1] => [
    [start, 'buy 1 @ 100', { fee: '1' }],
    [start + 10, `sell 1 @ ${exit}`, { fee: '1' }],
  ];

  it('is told with and without trades that end no further from zero than their own fees', () => {
    const exits = [110, 103, 102, 100, 90];
    const fills = account(
      'spot',
      exits.flatMap((exit, place) => roundTrip(place * 1000, exit)),
    );
    const [line] = foldedAccount(fills).byAsset;
    expect(line).toMatchObject({ episodes: 5, knownEpisodes: 5, breakEven: 3 });
    expect([line?.winRate, line?.decidedWinRate]).toEqual([2 / 5, 1 / 2]);
  });
});
