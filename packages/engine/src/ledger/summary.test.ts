import { describe, expect, it } from 'vitest';
import { NO_MARKET } from '../market/candle.ts';
import type { Instrument } from './fill.ts';
import { replay } from './replay.ts';
import { symbolTotals } from './summary.ts';
import { account, BEGIN, text } from './writtenFills.testkit.ts';

type Rows = Parameters<typeof account>[1];

describe('the totals of a symbol over accounts', () => {
  const costOf = (rows: Rows, kinds: Instrument[] = []) => {
    const fills = account('linear', rows).map((fill, i) => ({
      ...fill,
      instrument: kinds[i] ?? fill.instrument,
    }));
    return symbolTotals(replay(fills).ledger, NO_MARKET, BEGIN).map((line) => ({
      ...{ fills: line.fills, position: text(line.position), avgCost: text(line.avgCost) },
      unrealised: text(line.unrealisedPnl),
    }));
  };

  it('have one average cost where all that is open stands on one side', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [1, 'buy 3 @ 200', { account: 'other' }],
      [2, 'buy 1 @ 500', { account: 'third' }],
      [3, 'sell 1 @ 500', { account: 'third' }],
    ];
    expect(costOf(rows)).toEqual([{ fills: 4, position: '4', avgCost: '175', unrealised: '0' }]);
  });

  it('have none where one is long and one short, or one of unknown cost', () => {
    const against: Rows = [
      [0, 'buy 1 @ 100'],
      [1, 'sell 3 @ 200', { account: 'other' }],
    ];
    expect(costOf(against)).toMatchObject([{ position: '-2', avgCost: null }]);
    const unknown: Rows = [
      [0, 'buy 1 @ 100'],
      [1, 'buy 1 @ 200', { account: 'other', start: '4' }],
    ];
    expect(costOf(unknown)).toMatchObject([{ position: '6', avgCost: null, unrealised: null }]);
  });

  it('are apart by what they are settled in, ordered by symbol and then asset', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100', { symbol: 'ETH-USD' }],
      [1, 'buy 1 @ 100'],
      [2, 'buy 1 @ 100', { settle: 'EUR', account: 'other' }],
    ];
    const { ledger } = replay(account('linear', rows));
    const lines = symbolTotals(ledger, NO_MARKET, BEGIN);
    expect(lines.map(({ symbol, asset }) => `${symbol} ${asset}`)).toEqual([
      'BTC-USD EUR',
      'BTC-USD USD',
      'ETH-USD USD',
    ]);
  });
});
