import { ONE, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import { writeExact } from '../money/exactJson.ts';
import { applyFill } from './applyFill.ts';
import { bookKey } from './book.ts';
import { loadLedger, saveLedger } from './checkpoint.ts';
import type { Fill } from './fill.ts';
import { fillSequences } from './fillSequences.testkit.ts';
import { openDecision, openDecisions } from './ledger.ts';
import { movementOf } from './movement.ts';
import { replay } from './replay.ts';

const RUNS = { numRuns: runsOf(3_000), seed: 20_240_918 };
const anyAccount = fillSequences({ instruments: ['spot', 'margin', 'linear'] });

describe('replay', () => {
  it('gives the same bytes for any order of arrival and for repeated fills', () => {
    fc.assert(
      fc.property(anyAccount, fc.nat(), (fills, turn) => {
        const shuffled = fills.map((_fill, index) => fills[(index * 7 + turn) % fills.length]);
        const arrival = [...fills].reverse().concat(shuffled.filter((fill) => fill !== undefined));
        const again = replay(arrival);
        expect(again.duplicates).toBe(fills.length);
        expect(writeExact({ ...again, duplicates: 0 })).toBe(writeExact(replay(fills)));
      }),
      RUNS,
    );
  });

  it('gives each symbol what it gives it alone', () => {
    fc.assert(
      fc.property(anyAccount, (fills) => {
        const together = replay(fills);
        for (const symbol of new Set(fills.map((fill) => fill.symbol))) {
          const alone = replay(fills.filter((fill) => fill.symbol === symbol));
          const of = (list: readonly { symbol: string }[]): string =>
            writeExact(list.filter((entry) => entry.symbol === symbol));
          expect(of(together.decisions)).toBe(of(alone.decisions));
          expect(of(together.episodes)).toBe(of(alone.episodes));
          expect(of([...together.ledger.books.values()])).toBe(of([...alone.ledger.books.values()]));
        }
      }),
      RUNS,
    );
  });

  it('equals going on live from a checkpoint at any fill', () => {
    fc.assert(
      fc.property(anyAccount, fc.nat(13), (fills, cut) => {
        const before = replay(fills.slice(0, cut), { lotMethod: 'fifo' });
        const text = saveLedger(before.ledger);
        const live = loadLedger(text);
        if (!live) throw new Error('the checkpoint was refused');
        expect(saveLedger(live)).toBe(text);
        for (const fill of fills.slice(cut)) applyFill(live, fill);
        const whole = replay(fills, { lotMethod: 'fifo' });
        expect(saveLedger(live)).toBe(saveLedger(whole.ledger));
      }),
      RUNS,
    );
  });

  it('never changes a finished decision, and what it met before its first fill', () => {
    fc.assert(
      fc.property(anyAccount, (fills) => {
        const finished = new Map<string, string>();
        const before = new Map<string, string>();
        const whole = replay(fills, {
          onStep: (_fill, step, ledger) => {
            if (step.finished) finished.set(step.finished.id, writeExact(step.finished));
            const now = openDecision(ledger, step.book);
            if (step.opened && now) before.set(now.id, writeExact(now.before));
          },
        });
        for (const decision of openDecisions(whole.ledger)) finished.set(decision.id, writeExact(decision));
        expect(whole.decisions.map((decision) => writeExact(decision))).toEqual(
          whole.decisions.map(({ id }) => finished.get(id)),
        );
        expect(whole.decisions.map((decision) => writeExact(decision.before))).toEqual(
          whole.decisions.map(({ id }) => before.get(id)),
        );
      }),
      RUNS,
    );
  });

  it('refuses a fill that comes before the last one', () => {
    fc.assert(
      fc.property(fillSequences({ maxLength: 4 }), (fills) => {
        const { ledger } = replay(fills);
        for (const fill of fills) expect(() => applyFill(ledger, fill)).toThrow(RangeError);
      }),
      { ...RUNS, numRuns: runsOf(200) },
    );
  });
});

/** The fills with the venue's start positions, as the account itself would print them. */
function withStarts(fills: readonly Fill[], jumps: readonly number[]): Fill[] {
  const starts = new Map<string, bigint>();
  const held = new Map<string, bigint>();
  replay(fills, {
    onStep: (fill, step, ledger) => {
      starts.set(fill.id, held.get(step.book) ?? ZERO);
      held.set(step.book, ledger.books.get(step.book)?.position.qty ?? ZERO);
    },
  });
  return fills.map((fill, index) => {
    const jump = BigInt(jumps[index] ?? 0) * ONE;
    return { ...fill, startPosition: (starts.get(fill.id) ?? ZERO) + jump };
  });
}

describe('start positions', () => {
  const shortable = fillSequences({ instruments: ['margin', 'linear'] });

  it('that fit change nothing', () => {
    fc.assert(
      fc.property(shortable, (fills) => {
        expect(writeExact(replay(withStarts(fills, [])))).toBe(writeExact(replay(fills)));
      }),
      RUNS,
    );
  });

  it('that jump: the venue holds, and every part of the result is still accounted for', () => {
    const jumps = fc.array(fc.constantFrom(0, 0, 0, 3, -5), { maxLength: 14 });
    fc.assert(
      fc.property(shortable, jumps, (fills, by) => {
        const jumping = withStarts(fills, by);
        const result = replay(jumping, { lotMethod: 'fifo' });
        for (const [key, book] of result.ledger.books) {
          const last = jumping.findLast((fill) => bookKey(fill) === key);
          if (!last) throw new Error('a book without fills');
          const { dq } = movementOf(last, book.contract, () => null);
          expect(book.position.qty).toBe((last.startPosition ?? ZERO) + dq);
          const lots = book.lots ?? [];
          expect(lots.reduce((sum, lot) => sum + lot.qty, ZERO)).toBe(book.position.qty);
          const decisions = result.decisions.filter((decision) => decision.symbol === book.symbol);
          const isKnown = decisions.every((decision) => decision.outcome.realisedPnl !== null);
          expect(book.totals.unknownCostQty === ZERO).toBe(isKnown);
        }
        const ids = [...result.episodes, ...result.openEpisodes].map((episode) => episode.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });
});
