import { decimal, toNumber } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import type { Fill } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { NO_MARKET } from '../market/candle.ts';
import { earlyExit } from './earlyExit.ts';
import { sceneOf } from './scene.ts';
import { step } from './scorer.ts';
import { initialState } from './state.ts';

const DAY_MS = 86_400_000;
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
      ...{ qty: decimal('7'), price: decimal(price), fee: 0n, feeAsset: null, ts: (seq + 1) * DAY_MS },
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
