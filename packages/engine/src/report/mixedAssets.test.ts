import { describe, expect, it } from 'vitest';
import type { Instrument } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { afterStreakEvidence } from './afterStreak.ts';
import { closesOf } from './closes.ts';
import { concentrationEvidence } from './concentration.ts';
import type { Evidence } from './evidence.ts';

const DAY = 24 * 60;

function estimateOf({ days, estimate }: Evidence): number | null {
  const [first = []] = days;
  return estimate(first.map((_, i) => days.reduce((sum, row) => sum + (row[i] ?? 0), 0)));
}

/** A thousand dollars of bitcoin, as coins or as contracts. */
const bitcoin = (instrument: Instrument) => ({ instrument, qty: instrument === 'inverse' ? '1000' : '0.02' });

describe('amounts of different assets beside each other', () => {
  it.each(['linear', 'inverse'] as const)('a thousand dollars of %s contracts weigh as they are', (kind) => {
    const { instrument, qty } = bitcoin(kind);
    const { decisions } = replay(
      account('spot', [
        [0, 'buy 10 @ 100', { symbol: 'ETH-USD' }],
        [1, 'buy 10 @ 200', { symbol: 'SOL-USD' }],
        [2, `buy ${qty} @ 50000`, { instrument }],
      ]),
    );
    const shares = [0.25, 0.5, 0.25];
    expect(estimateOf(concentrationEvidence(decisions))).toBeCloseTo(
      shares.reduce((sum, share) => sum + share * share, 0),
      9,
    );
  });

  it.each([
    ['linear', bitcoin('linear')],
    ['inverse', bitcoin('inverse')],
    ['larger ones of another dollar, linear', { instrument: 'linear', qty: '0.5', settle: 'USDC' } as const],
  ])('equal sizes after streaks are no drift with %s contracts', (_, { qty, ...contract }) => {
    const rows: Parameters<typeof account>[1] = [];
    for (let day = 0; day < 20; day += 1) {
      // Wins in coins follow each other, contracts come after the losses between them.
      const isContract = day % 4 === 3;
      const [size, price] = isContract ? [qty, 50_000] : ['10', 100];
      const where = isContract ? contract : { symbol: 'ETH-USD' };
      rows.push([day * DAY, `buy ${size} @ ${price}`, where]);
      rows.push([day * DAY + 60, `sell ${size} @ ${isContract ? price * 0.99 : price * 1.01}`, where]);
    }
    const { decisions } = replay(account('spot', rows));
    expect(estimateOf(afterStreakEvidence(decisions, closesOf(decisions)))).toBeCloseTo(0, 9);
  });
});
