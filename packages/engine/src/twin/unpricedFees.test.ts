import { decimal, formatDecimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import type { Fill } from '../ledger/fill.ts';
import { fillSequences } from '../ledger/fillSequences.testkit.ts';
import { type LedgerSources, NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import type { Move } from '../ledger/transfer.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import { type Market, NO_MARKET } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import { randomFrom } from '../stats/random.ts';
import { COST_LABELS, type CostLabel } from './alternative.ts';
import { assetCosts } from './assetCost.ts';
import type { Flag } from './flag.ts';
import { Twin } from './twin.ts';
import { flag, live, type Rows, sources } from './writtenTwin.testkit.ts';

const RATE = decimal('300');
const BNB = { feeAsset: 'BNB' };

/** Half of the decisions flagged, with labels, confidences, sizes and holds at random. */
function randomFlags(fills: readonly Fill[], seed: number): Map<string, Flag> {
  const random = randomFrom(seed);
  const flags = new Map<string, Flag>();
  const share = () => BigInt(random.below(1_001)) * 10n ** 15n;
  for (const { id, ts } of replay(fills).decisions) {
    const labels = COST_LABELS.filter(() => random.next() < 0.2);
    const confidences = new Map(labels.map((label): [CostLabel, bigint] => [label, share() / 4n]));
    const shares = { ownShare: share(), usualShare: share() };
    flags.set(id, {
      ...{ decisionId: id, ts, confidences, found: new Set(labels), ...shares },
      holdMs: random.below(48) * 60 * MINUTE,
    });
  }
  return flags;
}

/** Nobody knows what a BNB is worth, or everybody knows it is 300. */
function changesOf(fills: readonly Fill[], flags: ReadonlyMap<string, Flag>, market: Market, known: boolean) {
  const rated: LedgerSources['rateAt'] = (asset) => (asset === 'BNB' ? { rate: RATE, quality: 'own' } : null);
  const twin = new Twin({
    sources: { ...NO_SOURCES, market, rateAt: known ? rated : () => null },
    ...{ dayOf: utcDay, flags },
  });
  for (const fill of fills) twin.add(fill);
  return twin.end();
}

/** What is missing from each change is exactly its fees without a rate: at the rate they make it the known one. */
function expectWhole(fills: readonly Fill[], seed: number, market: Market): number {
  const flags = randomFlags(fills, seed);
  const known = changesOf(fills, flags, market, true);
  const unknown = changesOf(fills, flags, market, false);
  expect(unknown.length).toBe(known.length);
  let seen = 0;
  unknown.forEach((change, index) => {
    const other = known[index];
    if (change.kind === 'unknown' || other?.kind !== 'correction') return;
    for (const of of ['change', 'alone'] as const) {
      const unpriced = change[of].unpriced ?? [];
      seen += unpriced.length;
      const value = unpriced.reduce((sum, { amount }) => sum + multiply(amount, RATE), ZERO);
      expect(Math.abs(Number(change[of].fees + value - other[of].fees))).toBeLessThan(1e7);
      expect(Math.abs(Number(change[of].gross - other[of].gross))).toBeLessThan(1e7);
      expect(other[of]).not.toHaveProperty('unpriced');
    }
  });
  return seen;
}

describe('fees without a rate', () => {
  it('are named with each change, in the measure in which they would not have been paid', () => {
    const rows: Rows = [
      [0, 'buy 2 @ 100', { fee: '0.1', ...BNB }],
      [60, 'sell 1 @ 90', { fee: '0.02', ...BNB }],
    ];
    const { changes } = live(
      rows,
      { f0: flag(['revenge_trade']) },
      sources(() => 80),
    );
    const unpriced = changes.map((one) => one.kind === 'correction' && one.change.unpriced);
    // Half of the purchase with its sale, and the half that is still open.
    expect(unpriced).toEqual([
      [{ asset: 'BNB', amount: decimal('-0.07') }],
      [{ asset: 'BNB', amount: decimal('-0.05') }],
    ]);
    const costs = changes.flatMap((one) =>
      one.kind === 'correction' ? [{ ...one.flag, ...one, confidence: 1, isFound: true, ...one.change }] : [],
    );
    expect(assetCosts(costs, [BEGIN], 1)).toMatchObject([
      { fees: '0', unpricedFees: [{ asset: 'BNB', amount: '0.12' }] },
    ]);
  });

  it('of the lots that a fee or a move took are no longer those of the rest, and go with the coins', () => {
    const elsewhere = { account: 'other' };
    const flagged = new Map([['f0', { ...flag(['revenge_trade']), decisionId: 'f0' }]]);
    const twin = new Twin({ sources: NO_SOURCES, dayOf: utcDay, flags: flagged });
    const fills = account('spot', [
      [0, 'buy 4 @ 100', { fee: '0.4', ...BNB }],
      [60, 'sell 3 @ 90', { fee: '0.2', ...BNB, ...elsewhere }],
    ]);
    const move: Move = {
      ...{ id: 'm', from: 'main', to: 'other', asset: 'BTC', ts: BEGIN + 30 * MINUTE },
      ...{ sent: decimal('3'), received: decimal('3') },
    };
    twin.add(fills[0] as Fill);
    twin.move(move);
    twin.add(fills[1] as Fill);
    const unpriced = twin.end().map((one) => {
      const [fee] = (one.kind === 'correction' && one.change.unpriced) || [];
      return [one.account, fee && formatDecimal(fee.amount)];
    });
    expect(unpriced).toEqual([
      ['main', '-0.1'],
      ['other', '-0.5'],
    ]);
  });

  it('times their rate are what is missing from every change, whatever the labels, sizes and holds', () => {
    const sequences = fillSequences({ instruments: ['margin', 'linear', 'spot'], maxLength: 24 });
    let seen = 0;
    fc.assert(
      fc.property(sequences, fc.nat(), (fills, seed) => {
        seen += expectWhole(fills, seed, NO_MARKET);
      }),
      { numRuns: runsOf(300), seed: 20_261_201 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('times their rate are what is missing with candles, where exits are held and rejoined', () => {
    let seen = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const candles = randomCandles(seed, ['AAA-USD', 'BBB-USD'], 1500);
      const options = { seed, decisions: 60, notional: 5000, meanGapMs: 5 * 60 * MINUTE };
      const fills = randomTrader(options, candles).map((fill, index) =>
        index % 3 === 0 ? fill : { ...fill, fee: BigInt(index) * 10n ** 14n, feeAsset: 'BNB' },
      );
      seen += expectWhole(fills, seed, marketOf(candles));
    }
    expect(seen).toBeGreaterThan(100);
  });
});
