import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { NO_MARKET } from '../market/candle.ts';
import { earlyExit } from './earlyExit.ts';
import { type Scene, sceneOf } from './scene.ts';
import { step } from './scorer.ts';
import { initialState } from './state.ts';
import { pushValue } from './trailingWindow.ts';
import {
  barsOf,
  DAY,
  HELD,
  type Remember,
  swing,
  type WrittenDecision,
  writtenScene,
} from './writtenScene.testkit.ts';

const LOSSES = 6;
const MODEL = committedModel();

/** Six round trips that lose 4 % and one that ends at `exit`, without fees. */
function measured(instrument: Fill['instrument'], isLong: boolean, exit: string) {
  const prices = [...Array.from({ length: LOSSES }, () => (isLong ? '96' : '104')), exit];
  const fills = prices.flatMap((price, i) => [
    fill(2 * i, '100', isLong ? 'buy' : 'sell'),
    fill(2 * i + 1, price, isLong ? 'sell' : 'buy'),
  ]);
  function fill(seq: number, price: string, side: Fill['side']): Fill {
    return {
      ...{
        id: `f${String(seq).padStart(3, '0')}`,
        account: 'main',
        symbol: 'BTC-USD',
        instrument,
        side,
        seq,
      },
      ...{ qty: decimal('7'), price: decimal(price), fee: 0n, feeAsset: null, ts: (seq + 1) * DAY },
      ...{ orderId: null, orderType: null, startPosition: null },
    };
  }
  const { decisions } = replay(fills);
  const state = initialState();
  for (const decision of decisions.slice(0, -1)) step(MODEL, state, decision, NO_MARKET);
  const last = decisions.at(-1);
  const loss = decisions[1]?.outcome.realisedPnl;
  if (!last?.outcome.realisedPnl || !loss) throw new Error('no known result');
  const won = toNumber(last.outcome.realisedPnl) / -toNumber(loss);
  return { values: earlyExit.measure(sceneOf(state, last, NO_MARKET, null)), won };
}

describe('early_exit', () => {
  it.each([
    ['linear', true, '101.5'],
    ['linear', false, '98'],
    ['inverse', true, '101.5'],
    ['inverse', false, '98'],
  ] as const)(
    'measures the gain of a %s position (long: %s) as the ledger books it',
    (instrument, isLong, exit) => {
      const { values, won } = measured(instrument, isLong, exit);
      expect(values?.['gainShortfall']).toBeCloseTo(1 - won, 9);
    },
  );

  it('says nothing of a position that was covered at a price of 0', () => {
    expect(measured('margin', false, '0').values).toBeNull();
  });
});

describe('early_exit of a sale', () => {
  const written = (decision: WrittenDecision = {}, remember?: Remember, bars = barsOf(swing(250))) =>
    earlyExit.measure(writtenScene({ price: 103, before: HELD, ...decision }, remember, bars));

  it.each<[string, WrittenDecision]>([
    ['a buy', { kind: 'increase', side: 'buy' }],
    ['a sale at the cost', { price: 100 }],
    ['a losing sale', { price: 99 }],
    ['a sale of less than half', { qty: 0.99 }],
    ['a sale of unknown cost', { before: { ...HELD, avgCost: null } }],
  ])('is no question of %s', (_, decision) => {
    expect(written(decision)).toBeNull();
  });

  it('says of bars only what is past its warm-up', () => {
    const known = (bars: number) => {
      const values = written({}, undefined, barsOf(swing(bars)));
      return [values?.['trendIntact'], values?.['gainAtr'], values?.['soldSpike']].map(
        (value) => typeof value === 'number',
      );
    };
    expect(known(19)).toEqual([false, false, false]);
    expect(known(20)).toEqual([true, false, false]);
    expect(known(25)).toEqual([true, true, false]);
    expect(known(170)).toEqual([true, true, true]);
    expect(written({}, undefined, null)).toMatchObject({
      trendIntact: null,
      gainAtr: null,
      soldSpike: null,
    });
  });

  it('measures the gain in ranges of 24 bars and against the best of the hold', () => {
    const range = barsOf(swing(250))?.atr24 ?? Number.NaN;
    const values = written();
    expect(values?.['gainAtr']).toBeCloseTo((0.03 * 103) / range, 9);
    expect(values?.['capturedShare']).toBe(1);
    const peak = written({}, undefined, barsOf(swing(250, [105.95, 103])));
    expect(peak?.['capturedShare']).toBeCloseTo(0.03 / 0.06, 9);
    expect(written({ before: { ...HELD, openedTs: null } })?.['capturedShare']).toBeNull();
  });

  it('compares gain and hold with the own losses from five on, and with the own gains', () => {
    const after =
      (entries: number) =>
      ({ quote }: Scene, { exits }: Scene['state']) => {
        for (let i = 0; i < entries; i += 1) {
          pushValue(quote.losses, 6);
          pushValue(exits.losingHolds, 4 * DAY);
          pushValue(exits.winningReturns, 0.06);
        }
      };
    const values = written({}, after(5));
    expect(values?.['gainShortfall']).toBeCloseTo(1 - 3 / 6, 9);
    expect(values?.['holdShortfall']).toBeCloseTo(1 - 1 / 4, 9);
    expect(values?.['lnGainRatio']).toBeCloseTo(Math.log(0.03 / 0.06), 9);
    expect(written({}, after(4))).toMatchObject({
      gainShortfall: null,
      holdShortfall: null,
      lnGainRatio: null,
    });
  });

  it('counts the share of own positions that won, five of each from the begin', () => {
    const values = written({}, (_, { exits }) => {
      exits.wins = 10;
      exits.losses = 0;
    });
    expect(values?.['winShare']).toBeCloseTo(15 / 20, 9);
  });
});
