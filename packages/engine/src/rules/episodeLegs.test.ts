import assert from 'node:assert/strict';
import { absolute, ONE, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import type { Fill, Instrument } from '../ledger/fill.ts';
import { fillSequences } from '../ledger/fillSequences.testkit.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { type Replay, replay } from '../ledger/replay.ts';
import { account, text } from '../ledger/writtenFills.testkit.ts';
import { episodeLegs } from './episodeLegs.ts';

/** What rounding and carried dust may leave, in settlement units. */
const LEFT_OVER = ONE / 100n;

function legsOf(fills: readonly Fill[], { decisions, episodes, ledger }: Replay) {
  const decisionOf = new Map(decisions.flatMap(({ id, fillIds }) => fillIds.map((fill) => [fill, id])));
  return episodes.map((episode) => {
    const own = fills.flatMap((fill) => {
      const decisionId = decisionOf.get(fill.id) ?? '';
      return episode.decisionIds.includes(decisionId) ? [{ ...fill, decisionId }] : [];
    });
    const book = ledger.books.get(`${episode.instrument}|${episode.symbol}|${episode.account}`);
    assert.ok(book);
    const { contract } = book;
    return { episode, contract, legs: episodeLegs(episode, own, { contract, rateAt: () => null }) };
  });
}

it('the legs of a position add up to its result before fees', () => {
  const kinds: Instrument[][] = [['margin', 'linear'], ['inverse'], ['spot']];
  for (const instruments of kinds) {
    let compared = 0;
    const property = fc.property(fillSequences({ instruments, maxLength: 20 }), (fills) => {
      for (const { episode, legs } of legsOf(fills, replay(fills))) {
        if (legs === null || episode.realisedPnlGross === null) continue;
        const sum = legs.reduce((total, { grossCash }) => total + grossCash, ZERO);
        assert.ok(absolute(sum - episode.realisedPnlGross) < LEFT_OVER);
        compared += 1;
      }
    });
    fc.assert(property, { numRuns: runsOf(500), seed: 20_250_301 });
    expect(compared).toBeGreaterThan(0);
  }
});

it('each leg holds at the average price of what was bought and not yet sold', () => {
  const averages = (instrument: Instrument, acts: string[], sources: LedgerSources = NO_SOURCES) => {
    const rows = acts.map((act, hour): [number, string] => [hour * 60, act]);
    const fills = account(instrument, rows);
    return legsOf(fills, replay(fills, { sources })).map(({ legs }) =>
      legs?.map(({ dq, average }) => `${text(dq)}: ${text(average)}`),
    );
  };
  expect(
    averages('margin', ['buy 1 @ 100', 'buy 1 @ 120', 'sell 1 @ 90', 'sell 3 @ 90', 'buy 2 @ 80']),
  ).toEqual([
    ['1: 100', '1: 110', '-1: 110', '-1: null'],
    ['-2: 90', '2: null'],
  ]);
  // A thousand dollars at 100 are ten coins, and so are three thousand at 300.
  expect(averages('inverse', ['buy 1000 @ 100', 'buy 3000 @ 300', 'sell 4000 @ 150'])).toEqual([
    ['1000: 100', '3000: 200', '-4000: null'],
  ]);
  expect(averages('spot', ['buy 1 @ 0', 'sell 1 @ 90'])).toEqual([['1: null', '-1: null']]);
});
