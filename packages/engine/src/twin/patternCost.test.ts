import { type Decimal, decimal, formatDecimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { committedModel, randomCandles, randomTrader } from '../../test/randomTrader.ts';
import type { Tag } from '../biases/tag.ts';
import type { Fill } from '../ledger/fill.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { inLedgerOrder, replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import { type Market, NO_MARKET } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import type { CostLabel } from './alternative.ts';
import { correctionsOf } from './correction.ts';
import { type Flag, flagDecisions } from './flag.ts';
import { patternCosts } from './patternCost.ts';
import { Twin } from './twin.ts';

const HOUR = 3_600_000;

function costs(fills: readonly Fill[], tags: readonly Tag[], market: Market = NO_MARKET) {
  const { decisions } = replay(fills);
  const flags = flagDecisions(decisions, tags, 0.2);
  const twin = new Twin({ sources: { ...NO_SOURCES, market }, dayOf: utcDay, flags });
  for (const fill of inLedgerOrder(fills)) twin.add(fill);
  return patternCosts(twin.end(), decisions, committedModel());
}

function tag(decisionId: string, label: CostLabel, confidence = 1): Tag {
  return { decisionId, label, confidence, features: {} };
}

/** One round trip a day: bought at 100, sold at `exits`, each fill with a fee of one. */
function daily(exits: readonly number[]): Fill[] {
  return account(
    'spot',
    exits.flatMap((price, day) => [
      [day * 1440, 'buy 1 @ 100', { fee: '1' }],
      [day * 1440 + 60, `sell 1 @ ${price}`, { fee: '1' }],
    ]),
  );
}

describe('the cost of a pattern', () => {
  it('is signed, with its fees apart, and counts the flagged decisions that paid', () => {
    const cost = costs(daily([90, 120]), [tag('f0', 'revenge_trade'), tag('f2', 'revenge_trade', 0.5)]);
    expect(cost.get('revenge_trade')?.cost).toMatchObject({
      ...{ asset: 'USD', value: '3', fees: '3', opportunity: '0' },
      ...{ decisions: 2, paidOff: 1, unfinished: 0, alternative: 'skip', unknown: 0, others: [] },
    });
    expect(cost.get('fomo_chase')).toEqual({ cost: null, costNote: 'No decision was flagged.' });
  });

  it('says beside its share what leaving out this pattern alone would change, which do not add up', () => {
    const confidences = new Map<CostLabel, Decimal>([
      ['fomo_chase', ONE],
      ['size_drift', ONE],
    ]);
    const entry: Flag = {
      ...{ decisionId: 'f2', ts: 0, confidences, found: new Set<CostLabel>() },
      ...{ ownShare: ZERO, usualShare: ONE / 4n, holdMs: HOUR },
    };
    const made = { gross: -40n * ONE, fees: 4n * ONE };
    const corrections = correctionsOf({ made, entry, exit: null, held: null });
    const of = (what: 'change' | 'alone') => corrections.map((one) => formatDecimal(one[what].gross));
    // The chase alone leaves out all of it, the size alone three quarters; together they leave out no more than all.
    expect(of('alone')).toEqual(['40', '30']);
    expect(of('change')).toEqual(['25', '15']);
    const only = costs(daily([90, 120]), [tag('f0', 'revenge_trade')]).get('revenge_trade')?.cost;
    expect(only?.alone).toEqual({ value: only?.value, fees: only?.fees });
  });

  it('has an interval over days that holds it, and is measurable only when that leaves out zero', () => {
    const losing = Array.from({ length: 90 }, (_, day) => 95 + (day % 7));
    const mixed = losing.map((_, day) => (day % 2 === 0 ? 60 : 138));
    const flagged = losing.map((_, day) => tag(`f${day * 2}`, 'overtrading'));
    for (const [exits, isMeasurable] of [
      [losing, true],
      [mixed, false],
    ] as const) {
      const cost = costs(daily(exits), flagged).get('overtrading')?.cost;
      expect(cost?.isMeasurable).toBe(isMeasurable);
      expect(Number(cost?.ciLow)).toBeLessThan(Number(cost?.value));
      expect(Number(cost?.ciHigh)).toBeGreaterThan(Number(cost?.value));
    }
  });

  it('is not known for exits without candles, and says why', () => {
    expect(costs(daily([90]), [tag('f1', 'panic_sell')]).get('panic_sell')).toEqual({
      cost: null,
      costNote: 'Holding on can only be valued with candles around the exits, and there are none.',
    });
  });

  it('is never summed over two assets', () => {
    const other = daily([90]).map((fill) => ({
      ...fill,
      id: `x${fill.id}`,
      symbol: 'ETH-BTC',
      feeAsset: 'BTC',
    }));
    const tags = [tag('f0', 'fomo_chase'), tag('f2', 'fomo_chase'), tag('xf0', 'fomo_chase')];
    const fills = [...daily([90, 80]), ...other.map((fill) => ({ ...fill, seq: fill.seq + 100 }))];
    const cost = costs(fills, tags).get('fomo_chase')?.cost;
    expect([cost?.asset, cost?.value]).toEqual(['USD', '34']);
    expect(cost?.others.map(({ asset, value }) => [asset, value])).toEqual([['BTC', '12']]);
  });

  it('counts with whatever was weighed, from the first find of the pattern on', () => {
    const fills = daily([90, 90, 90]);
    const tags = [tag('f0', 'fomo_chase', 0.1), tag('f2', 'fomo_chase', 0.2), tag('f4', 'fomo_chase', 0.1)];
    expect(costs(fills, tags.slice(0, 1)).get('fomo_chase')?.cost).toBeNull();
    expect(costs(fills, tags).get('fomo_chase')?.cost).toMatchObject({ value: '3.6', decisions: 1 });
  });

  it('is less certain the less certain the causes are', () => {
    const fills = daily(Array.from({ length: 40 }, (_, day) => 95 + (day % 7)));
    const width = (confidence: number) => {
      const tags = Array.from({ length: 40 }, (_, day) => tag(`f${day * 2}`, 'fomo_chase', confidence));
      const cost = costs(fills, tags).get('fomo_chase')?.cost;
      return (Number(cost?.ciHigh) - Number(cost?.ciLow)) / Number(cost?.value);
    };
    expect(width(0.3)).toBeGreaterThan(width(0.6));
    expect(width(0.6)).toBeGreaterThan(width(1));
  });

  it('shares a decision among competing patterns, to the whole at most', () => {
    const tags = [tag('f0', 'fomo_chase', 0.9), tag('f0', 'revenge_trade', 0.6)];
    const cost = costs(daily([90]), tags);
    expect(cost.get('fomo_chase')?.cost?.value).toBe('7.2');
    expect(cost.get('revenge_trade')?.cost?.value).toBe('4.8');
  });

  it('weighs the habits before the decision alone: later sizes and holds change nothing', () => {
    const candles = randomCandles(3, ['AAA-USD'], 1500);
    const fills = randomTrader({ seed: 3, decisions: 80, notional: 5000, meanGapMs: 5 * HOUR }, candles);
    const { decisions } = replay(fills);
    const tags = decisions.map(({ id }) => tag(id, 'size_drift', 0.7));
    const all = flagDecisions(decisions, tags, 0.2);
    const half = decisions.slice(0, 40);
    const early = flagDecisions(half, tags, 0.2);
    expect(early.size).toBe(40);
    for (const [id, flag] of early) expect(flag).toEqual(all.get(id));
    expect([...all.values()].some(({ usualShare }) => usualShare < decimal('0.9'))).toBe(true);
  });
});
