import { decimal } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weighingModel } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import { compareFills, type Fill } from '../ledger/fill.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { utcDay } from '../money/day.ts';
import { writeExact } from '../money/exactJson.ts';
import { type AccountFold, emptyFold, foldFill } from './accountFold.ts';
import { peekAccount } from './accountPeek.ts';
import { loadFold, saveFold } from './foldCheckpoint.ts';
import { committedModel } from './foldedAccount.testkit.ts';
import { emptyOutput, type FoldOutput, type FoldSettings } from './foldOutput.ts';

const settings = { model: committedModel, sources: NO_SOURCES, dayOf: utcDay };

const START = Date.UTC(2024, 0, 1);

/** Two accounts, three symbols, orders that fill in pieces hours apart, sales beyond the holding. */
const history = fc
  .array(
    fc.record({
      gapMs: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 40 * 3_600_000 })),
      account: fc.constantFrom('main', 'other'),
      symbol: fc.constantFrom('BTC-USD', 'ETH-USD', 'BTC-EUR'),
      isBuy: fc.boolean(),
      qty: fc.integer({ min: 1, max: 500 }),
      price: fc.integer({ min: 80, max: 120 }),
      order: fc.option(fc.constantFrom('o1', 'o2', 'o3'), { freq: 2 }),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((rows) => {
    let ts = START;
    return rows.map((row, seq): Fill => {
      ts += row.gapMs;
      return {
        id: `t${String(seq).padStart(4, '0')}`,
        account: row.account,
        symbol: row.symbol,
        instrument: row.symbol === 'ETH-USD' ? 'linear' : 'spot',
        side: row.isBuy ? 'buy' : 'sell',
        qty: decimal(String(row.qty / 100)),
        price: decimal(String(row.price)),
        fee: decimal('0.01'),
        feeAsset: row.symbol.slice(4),
        ts,
        seq,
        orderId: row.order,
        orderType: null,
        startPosition: null,
      };
    });
  });

function foldAll(
  fold: AccountFold,
  fills: readonly Fill[],
  output: FoldOutput,
  own: FoldSettings = settings,
): void {
  for (const fill of fills) foldFill(fold, fill, own, output);
}

/** Every tag of a history in which a program trades the accounts named. */
function tagsOf(fills: readonly Fill[], programs: readonly string[]) {
  const own = { ...settings, programs: new Set(programs) };
  const fold = emptyFold();
  const output = emptyOutput();
  foldAll(fold, fills, output, own);
  const scored = [...output.scored, ...peekAccount(fold, own).output.scored];
  return { fold, scored, tags: scored.flatMap(({ tags }) => tags) };
}

describe('an account as a fold', () => {
  it('gives the same bytes whether it runs through or goes on from a checkpoint at any fill', () => {
    fc.assert(
      fc.property(history, fc.nat(), (fills, at) => {
        const through = emptyFold();
        const whole = emptyOutput();
        foldAll(through, fills, whole);
        const cut = at % (fills.length + 1);
        const first = emptyFold();
        const parts = emptyOutput();
        foldAll(first, fills.slice(0, cut), parts);
        const second = loadFold(saveFold(first));
        if (!second) throw new Error('the checkpoint was refused');
        foldAll(second, fills.slice(cut), parts);
        expect(saveFold(second)).toBe(saveFold(through));
        expect(writeExact(parts)).toBe(writeExact(whole));
        expect(writeExact(peekAccount(second, settings))).toBe(writeExact(peekAccount(through, settings)));
      }),
      { seed: 20261123, numRuns: runsOf(150) },
    );
  });

  it('scores the decisions that the ledger makes, in the order of their first fills', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const fold = emptyFold();
        const output = emptyOutput();
        foldAll(fold, fills, output);
        const scored = [...output.scored, ...peekAccount(fold, settings).output.scored];
        expect(scored.map(({ decision }) => decision.id)).toEqual(
          replay(fills).decisions.map(({ id }) => id),
        );
      }),
      { seed: 7, numRuns: runsOf(150) },
    );
  });

  it('books what a program trades, and judges the person as if it had not', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const both = tagsOf(fills, ['other']);
        const alone = tagsOf(
          fills.filter(({ account }) => account === 'main'),
          [],
        );
        expect(writeExact(both.tags)).toBe(writeExact(alone.tags));
        const mine = tagsOf(fills, []);
        expect(writeExact(both.scored.map(({ decision }) => decision))).toBe(
          writeExact(mine.scored.map(({ decision }) => decision)),
        );
        expect(writeExact([...both.fold.ledger.books])).toBe(writeExact([...mine.fold.ledger.books]));
      }),
      { seed: 13, numRuns: runsOf(100) },
    );
  });

  it('takes no clockwork for a program’s where the person says that they trade', () => {
    const minutes = (n: number) => START + n * 600_000;
    const clockwork = Array.from({ length: 80 }, (_, n): Fill => {
      const amounts = {
        qty: decimal(String(1 + (n % 9))),
        price: decimal(String(100 + (n % 7))),
        fee: 0n,
        feeAsset: null,
      };
      const of = { account: 'main', symbol: 'BTC-USD', instrument: 'spot' as const, orderType: null };
      const id = `t${String(n).padStart(4, '0')}`;
      const side = n % 2 === 0 ? 'buy' : 'sell';
      return { ...of, ...amounts, id, side, ts: minutes(n), seq: n, orderId: id, startPosition: null };
    });
    const labelsOf = (people: readonly string[]) => {
      const own = { ...settings, model: weighingModel(), people: new Set(people) };
      const fold = emptyFold();
      const output = emptyOutput();
      foldAll(fold, clockwork, output, own);
      return new Set(output.scored.flatMap(({ tags }) => tags.map(({ label }) => label)));
    };
    const [unsaid, said] = [labelsOf(['other']), labelsOf(['main'])];
    expect(unsaid.has('overtrading')).toBe(false);
    expect([...said].toSorted()).toEqual([...unsaid, 'overtrading'].toSorted());
  });

  it('names the decision of every fill once, and peeking changes nothing', () => {
    fc.assert(
      fc.property(history, (fills) => {
        const fold = emptyFold();
        const output = emptyOutput();
        foldAll(fold, fills, output);
        const before = saveFold(fold);
        const peek = peekAccount(fold, settings);
        expect(saveFold(fold)).toBe(before);
        expect(output.grouped.map(({ fillId }) => fillId)).toEqual(fills.map(({ id }) => id));
        const held = [...output.scored, ...peek.output.scored].flatMap(({ decision }) => decision.fillIds);
        expect([...held, ...output.late].sort()).toEqual(
          fills
            .toSorted(compareFills)
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { seed: 11, numRuns: runsOf(100) },
    );
  });
});
