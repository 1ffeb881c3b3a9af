import { describe, expect, it } from 'vitest';
import { committedModel } from '../../test/randomTrader.ts';
import type { Instrument } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { NO_MARKET } from '../market/candle.ts';
import { weighingAll } from './model.ts';
import { scoreHistory } from './scorer.ts';

const DAY = 24 * 60;

/** Whether the last of a row of winning round trips, of so many coins at such a price each, is weighed as size drift. */
function isWeighed(
  trips: readonly (readonly [coins: number, price: number])[],
  instrument: Instrument = 'spot',
): boolean {
  const rows = trips.flatMap(([coins, price], day): Parameters<typeof account>[1] => [
    [day * DAY + ((day * 7) % 5) * 240, `buy ${coins} @ ${price}`],
    [day * DAY + ((day * 7) % 5) * 240 + 60, `sell ${coins} @ ${price + 5 + day * day}`],
  ]);
  const { decisions } = replay(account(instrument, rows));
  const last = decisions.at(-2)?.id;
  const tags = scoreHistory(weighingAll(committedModel()), decisions, NO_MARKET);
  return tags.some(({ decisionId, label }) => decisionId === last && label === 'size_drift');
}

const usual = Array.from({ length: 10 }, (_, day) => [day % 2 === 0 ? 1 : 1.1, 100] as const);

describe('size drift', () => {
  it('is weighed where the last size is beyond the usual one', () => {
    expect(isWeighed([...usual, [2, 100]])).toBe(true);
    expect(isWeighed([...usual, [0.5, 100]])).toBe(false);
  });

  it('is no question where the price has grown and not the number of coins', () => {
    expect(isWeighed([...usual, [1, 200]])).toBe(false);
    expect(isWeighed([...usual, [1.05, 200]])).toBe(true);
  });

  it('counts the contracts of an inverse market, whatever they are worth in coins', () => {
    const contracts = usual.map(([coins, price]) => [1000 * coins, price] as const);
    expect(isWeighed([...contracts, [1000, 50]], 'inverse')).toBe(false);
    expect(isWeighed([...contracts, [1050, 50]], 'inverse')).toBe(true);
  });
});
