import { decimal, multiply } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import { contractTable } from '../ledger/contractTable.ts';
import type { Fill } from '../ledger/fill.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { NO_MARKET } from '../market/candle.ts';
import { decisionFacts } from './decisionFacts.ts';
import { weighingAll } from './model.ts';
import { scoreHistory } from './scorer.ts';
import { initialState } from './state.ts';

const DAY = 24 * 60;
const QUANTO = { instrument: 'quanto', symbol: 'ETH-USD' } as const;
/** What the contracts pay, written as the coins of a market that is quoted in what they pay. */
const PER_CONTRACT = decimal('0.000001');

/** Round trips in spot for dollars and in contracts that pay bitcoin, in turn; the last three stay open. */
function mixed(): Fill[] {
  const rows = Array.from({ length: 24 }, (_, day): Parameters<typeof account>[1] => {
    const at = day * DAY + ((day * 7) % 5) * 100;
    const [contracts, size] = [20_000 + (day % 3) * 5_000, 0.01 + (day % 4) * 0.001];
    const exit = 2_000 + ((day * 37) % 90) - 40;
    return [
      [at, `buy ${contracts} @ 2000`, QUANTO],
      [at + 30, `buy ${size.toFixed(3)} @ 40000`],
      ...(day < 21 ? [sale(at + 200, contracts, exit)] : []),
      [at + 300, `sell ${size.toFixed(3)} @ ${40_000 + ((day * 53) % 900) - 400}`],
    ];
  });
  return account('spot', rows.flat());
}

function sale(minute: number, contracts: number, price: number): Parameters<typeof account>[1][0] {
  return [minute, `sell ${contracts} @ ${price}`, QUANTO];
}

const asCoins = (fill: Fill): Fill =>
  fill.instrument === 'quanto'
    ? { ...fill, instrument: 'linear', symbol: 'ETH-BTC', qty: multiply(fill.qty, PER_CONTRACT) }
    : fill;

function scored(fills: readonly Fill[]) {
  const { decisions } = replay(fills, { sources: { ...NO_SOURCES, contracts: contractTable } });
  const state = initialState();
  const tags = scoreHistory(weighingAll(committedModel()), decisions, NO_MARKET, undefined, state);
  return { decisions, state, tags };
}

describe('amounts in another asset than the quote', () => {
  const quanto = scored(mixed());
  const coins = scored(mixed().map(asCoins));

  it('stand by themselves: what is held, what was lost, what is usual', () => {
    const { USD, BTC, ...others } = quanto.state.quotes;
    expect(others).toEqual({});
    expect(USD?.grossMax).toBeCloseTo(0.013 * 40_000, 9);
    expect(BTC?.grossMax).toBeCloseTo(0.075 * 2_000, 9);
    expect(USD?.sizes.values.every((ln) => ln < Math.log(1_000))).toBe(true);
  });

  it('weigh as those of the coins that pay the same', () => {
    expect(quanto.tags.length).toBeGreaterThan(50);
    expect(quanto.tags).toEqual(coins.tags);
    for (const [asset, { gross, grossMax, sizes, losses }] of Object.entries(coins.state.quotes)) {
      const own = quanto.state.quotes[asset];
      expect(own?.gross).toBeCloseTo(gross, 9);
      expect(own?.grossMax).toBeCloseTo(grossMax, 9);
      expect(own?.sizes.values).toEqual(sizes.values);
      expect(own?.losses.values).toEqual(losses.values);
    }
  });

  it('of a perpetual that pays another dollar are not those of the dollar of its quote', () => {
    const perpetual = { instrument: 'linear', settle: 'USDC' } as const;
    const { state } = scored(
      account('spot', [
        [0, 'buy 1 @ 100'],
        [1, 'buy 5 @ 100', perpetual],
        [2, 'sell 5 @ 90', perpetual],
        [DAY, 'buy 1 @ 100'],
      ]),
    );
    expect(Object.keys(state.quotes)).toEqual(['USD', 'USDC']);
    expect([state.quotes['USD']?.grossMax, state.quotes['USDC']?.grossMax]).toEqual([100, 500]);
    expect([state.quotes['USD']?.losses.values, state.quotes['USDC']?.losses.values]).toEqual([[], [50]]);
    expect(state.exits.lastLoss).toMatchObject({ quote: 'USDC', amount: 50 });
  });

  it('are told in the facts of a decision, and only there', () => {
    const [first, second] = quanto.decisions.map(decisionFacts);
    expect(first).toMatchObject({ settle: 'BTC', multiplier: '0.000001', qty: '20000', notional: '40' });
    expect(Object.keys(second ?? {})).not.toEqual(expect.arrayContaining(['settle']));
    expect(Object.keys(second ?? {})).not.toEqual(expect.arrayContaining(['multiplier']));
  });
});
