import assert from 'node:assert/strict';
import { type Decimal, multiply, ONE, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { runsOf } from '../../test/runs.ts';
import type { Book } from './book.ts';
import { exposure } from './contract.ts';
import { baseOf, type Fill, type Instrument, quoteOf } from './fill.ts';
import { fillSequences } from './fillSequences.testkit.ts';
import { NO_SOURCES } from './ledger.ts';
import type { LotMethod } from './lots.ts';
import { movementOf } from './movement.ts';
import { type Replay, replay } from './replay.ts';

/** science.md, section 2.1. Every identity holds to the last digit unless a line says otherwise. */
const RUNS = { numRuns: runsOf(10_000), seed: 20_240_917 };
const RATE = 300n * ONE;
const sources = {
  ...NO_SOURCES,
  rateAt: (asset: string) => (asset === 'BNB' ? ({ rate: RATE, quality: 'own' } as const) : null),
};
const METHODS: (LotMethod | null)[] = [null, 'fifo', 'lifo', 'hifo'];
const KINDS: { name: string; instruments: Instrument[] }[] = [
  { name: 'shorts and flips', instruments: ['margin', 'linear'] },
  { name: 'spot', instruments: ['spot'] },
];

function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total += value;
  return total;
}

function booksOf(result: Replay): Book[] {
  return [...result.ledger.books.values()];
}

function fillsOf(book: Book, fills: readonly Fill[]): Fill[] {
  return fills.filter((fill) => fill.symbol === book.symbol);
}

/** Identities 1 and 2: coins and money are conserved, for the pool and for the lots. */
function checkConservation(book: Book, fills: readonly Fill[]): void {
  const moves = fillsOf(book, fills).map((fill) => movementOf(fill, book.contract, sources.rateAt));
  const { totals, position } = book;
  assert.equal(position.qty, sum(moves.map((move) => move.dq)) + totals.unexplainedQty);
  assert.equal(totals.cash, sum(moves.map((move) => move.cash)));
  assert.equal(totals.realised + totals.unknownProceeds - position.basis, totals.cash);
  const mark = 123n * ONE;
  const worth = exposure(book.contract, position.qty, mark);
  const unrealised = worth - position.basis;
  assert.equal(totals.realised + totals.unknownProceeds + unrealised, totals.cash + worth);
  if (!book.lots) return;
  assert.equal(sum(book.lots.map((lot) => lot.qty)), position.qty);
  const lotBasis = sum(book.lots.map((lot) => lot.basis ?? ZERO));
  assert.equal(totals.realisedByLots + totals.unknownProceeds - lotBasis, totals.cash);
}

/** Identity 3: between methods only the split of realised and unrealised differs. */
function checkMethods(book: Book): void {
  if (!book.lots) return;
  const lotBasis = sum(book.lots.map((lot) => lot.basis ?? ZERO));
  const { realised, realisedByLots } = book.totals;
  assert.equal(realisedByLots - realised, lotBasis - book.position.basis);
  if (book.position.qty === ZERO) assert.equal(realisedByLots, realised);
}

/** Identity 5: lots are sound, episodes sum to the account, fees count once. */
function checkParts(book: Book, result: Replay, fills: readonly Fill[]): void {
  const { totals, position } = book;
  const lots = book.lots ?? [];
  for (const lot of lots) assert.equal(lot.qty > ZERO, position.qty > ZERO);
  assert.equal(new Set(lots.map((lot) => lot.id)).size, lots.length);
  if (totals.unknownCostQty !== ZERO) return;
  const episodes = [...result.episodes, ...result.openEpisodes].filter(
    (episode) => episode.symbol === book.symbol,
  );
  const inEpisodes = (totals: Decimal): Decimal => totals - book.totals.apart;
  assert.equal(sum(episodes.map((episode) => episode.realisedPnl ?? ZERO)), inEpisodes(totals.realised));
  // What is apart bought nothing: its price and its cost are the same money.
  const gross = sum(episodes.map((episode) => episode.realisedPnlGross ?? ZERO));
  assert.equal(gross, inEpisodes(totals.realisedGross));
  const net = totals.realised - position.basis;
  assert.equal(totals.realisedGross - position.gross - totals.feeValue, net);
  const decisions = result.decisions.filter((decision) => decision.symbol === book.symbol);
  assert.equal(sum(decisions.map((decision) => decision.outcome.realisedPnl ?? ZERO)), totals.realised);
  const apart = new Set(
    decisions
      .filter(({ episodeId }) => !episodes.some(({ id }) => id === episodeId))
      .flatMap(({ fillIds }) => fillIds),
  );
  for (const asset of [baseOf(book.symbol), quoteOf(book.symbol), 'BNB']) {
    const paid = sum(
      fillsOf(book, fills)
        .filter((fill) => fill.feeAsset === asset && !apart.has(fill.id))
        .map((fill) => fill.fee),
    );
    const listed = episodes.flatMap((episode) => episode.fees).filter((line) => line.asset === asset);
    assert.equal(sum(listed.map((line) => line.amount)), paid);
  }
}

describe.each(KINDS)('$name', ({ instruments }) => {
  it.each(METHODS)('coins, money, methods and parts add up: lots %s', (lotMethod) => {
    fc.assert(
      fc.property(fillSequences({ instruments }), (fills) => {
        const result = replay(fills, { sources, lotMethod });
        assert.deepEqual(result.rejected, []);
        for (const book of booksOf(result)) {
          checkConservation(book, fills);
          checkMethods(book);
          checkParts(book, result, fills);
        }
        assert.equal(
          sum(result.decisions.map((decision) => BigInt(decision.fillIds.length))),
          BigInt(fills.length),
        );
      }),
      RUNS,
    );
  });
});

function scaled(fill: Fill, qtyFactor: bigint, priceFactor: bigint): Fill {
  const inCoin = fill.feeAsset === baseOf(fill.symbol);
  const feeFactor = inCoin ? qtyFactor : qtyFactor * priceFactor;
  return { ...fill, qty: fill.qty * qtyFactor, price: fill.price * priceFactor, fee: fill.fee * feeFactor };
}

function near(actual: Decimal, expected: Decimal, ulps: bigint): void {
  const distance = actual > expected ? actual - expected : expected - actual;
  assert.ok(distance <= ulps, `${actual} is not within ${ulps} of ${expected}`);
}

describe('invariances', () => {
  it('scaling quantities or prices by 7 scales the result by 7 (but for rounding)', () => {
    fc.assert(
      fc.property(fillSequences(), fc.boolean(), (fills, byPrice) => {
        const plain = replay(fills, { sources });
        const [qty, price] = byPrice ? [1n, 7n] : [7n, 1n];
        const large = replay(
          fills.map((fill) => scaled(fill, qty, price)),
          { sources },
        );
        for (const [key, book] of plain.ledger.books) {
          const other = large.ledger.books.get(key);
          near(other?.totals.realised ?? ZERO, book.totals.realised * 7n, 7n * 4n * BigInt(fills.length));
        }
      }),
      RUNS,
    );
  });

  it('mirrored sides without fees negate the result exactly', () => {
    fc.assert(
      fc.property(fillSequences({ fees: false }), (fills) => {
        const mirrored = fills.map(
          (fill) => ({ ...fill, side: fill.side === 'buy' ? 'sell' : 'buy' }) as Fill,
        );
        const plain = replay(fills);
        const mirror = replay(mirrored);
        for (const [key, book] of plain.ledger.books) {
          const other = mirror.ledger.books.get(key);
          assert.equal(other?.totals.realised, -book.totals.realised);
          assert.equal(other?.position.basis, -book.position.basis);
        }
        assert.deepEqual(
          mirror.episodes.map((episode) => episode.id),
          plain.episodes.map((episode) => episode.id),
        );
      }),
      RUNS,
    );
  });

  it('splitting fills into parts of the same order moment changes no result but for rounding', () => {
    fc.assert(
      fc.property(fillSequences({ maxLength: 10 }), fc.constantFrom(2, 4, 5), (fills, parts) => {
        const plain = replay(fills, { sources });
        const split = replay(
          fills.flatMap((fill) => splitFill(fill, parts)),
          { sources },
        );
        for (const [key, book] of plain.ledger.books) {
          const other = split.ledger.books.get(key);
          assert.equal(other?.position.qty, book.position.qty);
          near(other?.totals.realised ?? ZERO, book.totals.realised, 8n * BigInt(fills.length * parts));
        }
        const shape = (result: Replay): unknown =>
          result.decisions.map((decision) => [
            ...[decision.id, decision.kind, decision.ts, decision.endTs, decision.qty],
            ...[decision.before.qty, decision.before.adds, decision.outcome.closedQty],
          ]);
        assert.deepEqual(shape(split), shape(plain));
      }),
      RUNS,
    );
  });
});

/** Equal parts of one fill (2, 4 and 5 divide every amount here exactly); the first part keeps the id. */
function splitFill(fill: Fill, parts: number): Fill[] {
  const count = BigInt(parts);
  return Array.from({ length: parts }, (_value, index) => {
    return {
      ...fill,
      id: index === 0 ? fill.id : `${fill.id}.${index}`,
      seq: fill.seq * 10 + index,
      qty: fill.qty / count,
      fee: fill.fee / count,
    };
  });
}

describe('third-currency fees', () => {
  it('count at the rate of the moment where there is one, else stay apart', () => {
    fc.assert(
      fc.property(fillSequences(), (fills) => {
        const valued = booksOf(replay(fills, { sources }));
        const unvalued = booksOf(replay(fills));
        valued.forEach((book, index) => {
          const other = unvalued[index];
          const fees = sum((other?.totals.unvaluedFees ?? []).map((line) => line.amount));
          assert.deepEqual(book.totals.unvaluedFees, []);
          near((other?.totals.cash ?? ZERO) - book.totals.cash, multiply(fees, RATE), BigInt(fills.length));
        });
      }),
      { ...RUNS, numRuns: runsOf(2_000) },
    );
  });
});
