import { DECISION_LABELS } from '@twin/shared/primitives/label';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { marketOf, randomCandles, randomTrader, weighingModel } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import { type Fill, quoteOf } from '../ledger/fill.ts';
import { replay } from '../ledger/replay.ts';
import { type CandleSeries, type Market, NO_MARKET } from '../market/candle.ts';
import { scoreHistory, step } from './scorer.ts';
import { initialState, type ScorerState } from './state.ts';
import type { Tag } from './tag.ts';

const DAY_MS = 86_400_000;
const SYMBOLS = ['AAA-USD', 'BBB-USD', 'CCC-USD'];
const model = weighingModel();

function history(seed: number) {
  const candles = randomCandles(seed, SYMBOLS, 2000);
  const meanGapMs = [120_000, 900_000, 16_000_000][seed % 3] ?? 900_000;
  const trader = { seed, decisions: 350, notional: 5000, meanGapMs, burstEveryDays: 15 };
  const fills = randomTrader(trader, candles);
  return { candles, fills };
}

/** Labels seen since the test began. */
const fired = new Set<string>();
beforeEach(() => fired.clear());

/** A property of tags says nothing about a pattern that never came up. */
function expectEveryLabel(): void {
  expect([...fired].toSorted()).toEqual([...DECISION_LABELS].toSorted());
}

function tagsOf(fills: readonly Fill[], market: Market): Tag[] {
  const tags = scoreHistory(model, replay(fills).decisions, market);
  for (const { label } of tags) fired.add(label);
  return tags;
}

function bytes(tags: readonly Tag[]): string {
  return JSON.stringify(tags);
}

/** Labels and confidences without the plain facts, which may carry a unit. */
function verdicts(tags: readonly Tag[]): string {
  return JSON.stringify(tags.map(({ decisionId, label, confidence }) => [decisionId, label, confidence]));
}

function closedUntil(series: CandleSeries, ts: number): CandleSeries {
  const n = series.ts.filter((begin) => begin + series.granularityMs <= ts).length;
  return mapColumns(series, (column) => column.slice(0, n));
}

function mapColumns(
  series: CandleSeries,
  map: (column: Float64Array, name: string) => Float64Array,
): CandleSeries {
  return {
    ...series,
    ts: map(series.ts, 'ts'),
    open: map(series.open, 'price'),
    high: map(series.high, 'price'),
    low: map(series.low, 'price'),
    close: map(series.close, 'price'),
    volume: map(series.volume, 'volume'),
  };
}

/** A size and a pattern of sales are not why a decision is taken. */
const NO_CAUSES = ['size_drift', 'disposition_effect'];

/** Probability before calibration, from what the tag says of itself. */
function rawOf({ label, features }: Tag): number {
  const shares = Object.values(features).map(({ contribution }) => contribution);
  return 1 / (1 + Math.exp(-shares.reduce((sum, share) => sum + share, model.labels[label].intercept)));
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = { numRuns: runsOf(15), seed: 20250106 };

describe('the scorer', () => {
  it('tags a decision with the same bytes when everything after it is cut off', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.2, max: 1, noNaN: true }), (seed, share) => {
        const { candles, fills } = history(seed);
        const { decisions } = replay(fills);
        const decision = decisions[Math.floor((decisions.length - 1) * share)];
        if (!decision) return;
        const past = fills.filter((fill) => fill.ts <= decision.endTs);
        const market = marketOf(candles.map((series) => closedUntil(series, decision.endTs)));
        const ended = new Set(decisions.filter(({ endTs }) => endTs <= decision.endTs).map(({ id }) => id));
        const until = (tags: Tag[]) => bytes(tags.filter((tag) => ended.has(tag.decisionId)));
        expect(until(tagsOf(past, market))).toBe(until(tagsOf(fills, marketOf(candles))));
      }),
      { ...runs, numRuns: runsOf(60) },
    );
    expectEveryLabel();
  });

  it('gives the same tags one decision at a time from JSON checkpoints as in one replay', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { candles, fills } = history(seed);
        const market = marketOf(candles);
        let checkpoint = JSON.stringify(initialState());
        const live: Tag[] = [];
        for (const decision of replay(fills).decisions) {
          const next = step(model, JSON.parse(checkpoint) as ScorerState, decision, market);
          checkpoint = JSON.stringify(next.state);
          live.push(...next.tags);
        }
        expect(bytes(live)).toBe(bytes(tagsOf(fills, market)));
      }),
      runs,
    );
    expectEveryLabel();
  });

  it('does not change a tag when time moves by whole days', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: -900, max: 900 }), (seed, days) => {
        const { candles, fills } = history(seed);
        const moved = fills.map((fill) => ({ ...fill, ts: fill.ts + days * DAY_MS }));
        const bars = candles.map((series) =>
          mapColumns(series, (column, name) =>
            name === 'ts' ? column.map((ts) => ts + days * DAY_MS) : column,
          ),
        );
        expect(bytes(tagsOf(moved, marketOf(bars)))).toBe(bytes(tagsOf(fills, marketOf(candles))));
      }),
      runs,
    );
    expectEveryLabel();
  });

  it('does not change a tag when all prices or all sizes are multiplied', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(1n, 10n, 250n),
        fc.constantFrom(1n, 10n, 100n),
        (seed, price, size) => {
          const { candles, fills } = history(seed);
          const scaled = fills.map((fill) => ({ ...fill, price: fill.price * price, qty: fill.qty * size }));
          const bars = candles.map((series) =>
            mapColumns(series, (column, name) =>
              name === 'price' ? column.map((p) => p * Number(price)) : column,
            ),
          );
          expect(verdicts(tagsOf(scaled, marketOf(bars)))).toBe(verdicts(tagsOf(fills, marketOf(candles))));
        },
      ),
      runs,
    );
    expectEveryLabel();
  });

  it('does not change a tag when a fill comes in parts', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { candles, fills } = history(seed);
        const split = fills.flatMap((fill) => {
          const half = { ...fill, qty: fill.qty / 2n, seq: fill.seq * 2 };
          return [half, { ...half, id: `${fill.id}b`, qty: fill.qty - half.qty, seq: half.seq + 1 }];
        });
        expect(bytes(tagsOf(split, marketOf(candles)))).toBe(bytes(tagsOf(fills, marketOf(candles))));
      }),
      runs,
    );
    expectEveryLabel();
  });

  it('does not change a tag when symbols get other names', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { candles, fills } = history(seed);
        const rename = (symbol: string) => `X${SYMBOLS.length - SYMBOLS.indexOf(symbol)}-${quoteOf(symbol)}`;
        const renamed = fills.map((fill) => ({ ...fill, symbol: rename(fill.symbol) }));
        const bars = candles.map((series) => ({ ...series, symbol: rename(series.symbol) }));
        expect(bytes(tagsOf(renamed, marketOf(bars)))).toBe(bytes(tagsOf(fills, marketOf(candles))));
      }),
      runs,
    );
    expectEveryLabel();
  });

  it('lets the causes of one decision, and none of them, share one whole', () => {
    let shared = 0;
    for (let seed = 1; seed <= 12; seed += 1) {
      const { candles, fills } = history(seed);
      const tags = tagsOf(fills, marketOf(candles));
      const wholes = new Map<string, number>();
      for (const tag of tags.filter(({ features }) => features['otherCauses'])) {
        expect(NO_CAUSES).not.toContain(tag.label);
        const rest = wholes.get(tag.decisionId);
        shared += Number(rest !== undefined);
        wholes.set(tag.decisionId, (rest ?? 0) + rawOf(tag));
      }
      for (const whole of wholes.values()) expect(whole).toBeLessThan(1);
    }
    expect(shared).toBeGreaterThan(100);
  });

  it('needs candles for fomo_chase, panic_sell and break_even, and only for those', () => {
    const withCandles = new Set<string>();
    const without = new Set<string>();
    for (let seed = 1; seed <= 24; seed += 1) {
      const { candles, fills } = history(seed);
      for (const { label } of tagsOf(fills, marketOf(candles))) withCandles.add(label);
      for (const { label } of tagsOf(fills, NO_MARKET)) without.add(label);
    }
    const onlyWith = [...withCandles].filter((label) => !without.has(label));
    expect(onlyWith.toSorted()).toEqual(['break_even', 'fomo_chase', 'panic_sell']);
    expect([...without].toSorted()).toEqual([
      'averaging_down',
      'disposition_effect',
      'early_exit',
      'overtrading',
      'revenge_trade',
      'size_drift',
    ]);
  });
});
