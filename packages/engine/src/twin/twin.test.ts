import { type Decimal, decimal, divideRounded, formatDecimal, ZERO } from '@twin/shared/primitives/decimal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketOf, randomCandles, randomTrader, START } from '../../test/randomTrader.ts';
import { runsOf } from '../../test/runs.ts';
import type { Fill } from '../ledger/fill.ts';
import { fillSequences } from '../ledger/fillSequences.testkit.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { account } from '../ledger/writtenFills.testkit.ts';
import type { CandleSeries, Market } from '../market/candle.ts';
import { NO_MARKET } from '../market/candle.ts';
import { utcDay } from '../money/day.ts';
import { randomFrom } from '../stats/random.ts';
import { COST_LABELS, type CostLabel } from './alternative.ts';
import type { Flag } from './flag.ts';
import { Twin } from './twin.ts';

const HOUR = 3_600_000;
const SYMBOLS = ['AAA-USD', 'BBB-USD'];

interface Flagging {
  confidence?: string;
  usualShare?: string;
  holdMs?: number;
}

function flag(decisionId: string, labels: readonly CostLabel[], more: Flagging = {}): Flag {
  const confidence = decimal(more.confidence ?? '1');
  return {
    decisionId,
    ts: 0,
    confidences: new Map(labels.map((label) => [label, confidence])),
    found: new Set(labels),
    ownShare: decimal('1'),
    usualShare: decimal(more.usualShare ?? '1'),
    holdMs: more.holdMs ?? 24 * HOUR,
  };
}

/** Some decisions flagged at random, up to three labels each. */
function randomFlags(fills: readonly Fill[], seed: number, among: readonly CostLabel[]): Map<string, Flag> {
  const random = randomFrom(seed);
  const flags = new Map<string, Flag>();
  for (const { id, ts } of replay(fills).decisions) {
    if (random.next() < 0.4) continue;
    const labels = among.filter(() => random.next() < 0.3);
    if (labels.length === 0) continue;
    // Competing causes of one act add up to 1 at most: at most four of them here.
    const confidences = new Map(labels.map((label) => [label, BigInt(random.below(2_501)) * 10n ** 14n]));
    flags.set(id, {
      ...flag(id, []),
      ts,
      confidences,
      found: new Set(labels),
      ownShare: BigInt(random.below(1_000_001)) * 10n ** 12n,
      usualShare: BigInt(random.below(1_000_001)) * 10n ** 12n,
      holdMs: random.below(48) * HOUR,
    });
  }
  return flags;
}

function live(fills: readonly Fill[], flags: ReadonlyMap<string, Flag>, market: Market = NO_MARKET) {
  const twin = new Twin({ sources: { ...NO_SOURCES, market }, dayOf: utcDay, flags });
  for (const fill of fills) twin.add(fill);
  return { changes: twin.end(), points: twin.points };
}

/** By asset: the twin's result less the actual one at the end, and its parts by label. */
function totals({ changes, points }: ReturnType<typeof live>) {
  const end = new Map<string, Decimal>();
  for (const { asset, difference, ts } of points) {
    if (ts === points.at(-1)?.ts) end.set(asset, (end.get(asset) ?? ZERO) + difference);
  }
  const parts = new Map<string, Decimal>();
  for (const change of changes) {
    if (change.kind === 'unknown') continue;
    const key = `${change.asset} ${change.label}`;
    parts.set(key, (parts.get(key) ?? ZERO) + change.change.gross - change.change.fees);
  }
  return { end, parts };
}

function near(a: Decimal, b: Decimal): void {
  expect(Math.abs(Number(a - b))).toBeLessThan(1e6);
}

function trader(seed: number, decisions = 60) {
  const candles = randomCandles(seed, SYMBOLS, 1500);
  const fills = randomTrader({ seed, decisions, notional: 5000, meanGapMs: 5 * HOUR }, candles);
  return { fills, candles, market: marketOf(candles) };
}

describe('the twin', () => {
  it('of a trader without flags is the trader, to the last digit', () => {
    const { fills, market } = trader(1);
    expect(live(fills, new Map(), market)).toEqual({ changes: [], points: [] });
  });

  it('skips the whole round trip of a flagged entry, fees and all', () => {
    const fills = account('spot', [
      [0, 'buy 2 @ 100', { fee: '1' }],
      [120, 'buy 2 @ 90', { fee: '1' }],
      [240, 'sell 3 @ 80', { fee: '3' }],
      [360, 'sell 1 @ 95', { fee: '1' }],
    ]);
    const { changes, points } = live(fills, new Map([['f1', flag('f1', ['averaging_down'])]]));
    const { parts } = totals({ changes, points });
    // One unit lost 10, the other won 5; half of the first sale's fee per unit, its own and the last one's.
    expect(formatDecimal(parts.get('USD averaging_down') ?? ZERO)).toBe('8');
    expect(points.map(({ difference }) => formatDecimal(difference))).toEqual(['8']);
  });

  it('takes a size to the usual one in the measure of the confidence', () => {
    const fills = account('linear', [
      [0, 'sell 4 @ 100'],
      [60, 'buy 4 @ 110'],
    ]);
    const flags = new Map([['f0', flag('f0', ['size_drift'], { usualShare: '0.25', confidence: '0.8' })]]);
    expect(formatDecimal(totals(live(fills, flags)).parts.get('USD size_drift') ?? ZERO)).toBe('24');
  });

  it('holds on for the own usual time where an exit was flagged', () => {
    const { candles, market } = trader(1);
    const series = candles[0] as CandleSeries;
    const begin = series.ts[450] ?? 0;
    const at = [begin - HOUR, begin, begin + 72 * HOUR];
    const fills = account('spot', [
      [0, 'buy 1 @ 100', { symbol: 'AAA-USD' }],
      [60, 'sell 1 @ 100', { symbol: 'AAA-USD' }],
      [3000, 'buy 1 @ 100', { symbol: 'AAA-USD' }],
    ]).map((fill, index) => ({ ...fill, ts: at[index] ?? 0 }));
    const flags = new Map([['f1', flag('f1', ['panic_sell'])]]);
    const { parts } = totals(live(fills, flags, market));
    const later = (series.open[474] ?? 0) * (1 - 0.002) - 100;
    expect(Number(parts.get('USD panic_sell')) / 1e18).toBeCloseTo(later, 9);
  });

  it('neither leaves nor enters again where the person came back before the hold was over', () => {
    const { candles, market } = trader(1);
    const begin = (candles[0] as CandleSeries).ts[450] ?? 0;
    const at = [begin - HOUR, begin, begin + 3 * HOUR, begin + 72 * HOUR];
    const fills = account('spot', [
      [0, 'buy 2 @ 100', { symbol: 'AAA-USD', fee: '2' }],
      [60, 'sell 2 @ 100', { symbol: 'AAA-USD', fee: '2' }],
      [120, 'buy 3 @ 90', { symbol: 'AAA-USD', fee: '3' }],
      [3000, 'sell 3 @ 100', { symbol: 'AAA-USD', fee: '3' }],
    ]).map((fill, index) => ({ ...fill, ts: at[index] ?? 0 }));
    const flags = new Map([['f1', flag('f1', ['panic_sell'])]]);
    const { changes } = live(fills, flags, market);
    // Holding through 90 gives up 20, and saves a fee of 1 a coin on two coins out and two coins in.
    expect(changes).toMatchObject([
      { label: 'panic_sell', change: { gross: decimal('-20'), fees: decimal('-4') }, isRunning: false },
    ]);
  });

  it('has no alternative to an exit without candles, and says so', () => {
    const fills = account('spot', [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 90'],
    ]);
    const { changes } = live(fills, new Map([['f1', flag('f1', ['panic_sell'])]]));
    expect(changes.map((change) => change.kind === 'unknown' && change.reason)).toEqual(['no_candles']);
  });

  it('changes nothing by a hold of no length', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { fills, market } = trader(seed);
      const exits = replay(fills).decisions.filter(({ side }) => side === 'sell');
      const flags = new Map(exits.map(({ id }) => [id, flag(id, ['early_exit'], { holdMs: 0 })]));
      const { changes, points } = live(fills, flags, market);
      expect(changes.length).toBeGreaterThan(5);
      for (const change of changes) {
        expect(change.kind === 'correction' && change.change).toEqual({ gross: ZERO, fees: ZERO });
      }
      expect(points).toEqual([]);
    }
  });

  it('differs at the end by the sum of the parts of its labels', () => {
    const sequences = fillSequences({ instruments: ['margin', 'linear'], maxLength: 24 });
    fc.assert(
      fc.property(sequences, fc.nat(), (fills, seed) => {
        const { end, parts } = totals(live(fills, randomFlags(fills, seed, COST_LABELS)));
        for (const asset of ['USD', 'BTC']) {
          const sum = COST_LABELS.map((label) => parts.get(`${asset} ${label}`) ?? ZERO);
          near(
            sum.reduce((total, part) => total + part, ZERO),
            end.get(asset) ?? ZERO,
          );
        }
      }),
      { numRuns: runsOf(300) },
    );
  });

  it('shares the cost as 128 replays with every coalition of labels would', () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { fills, market } = trader(seed, 40);
      const flags = randomFlags(fills, seed, COST_LABELS);
      const { parts } = totals(live(fills, flags, market));
      const values = Array.from({ length: 128 }, (_, coalition) => {
        const within = COST_LABELS.filter((_label, index) => (coalition >> index) & 1);
        return totals(live(fills, only(flags, within), market)).end.get('USD') ?? ZERO;
      });
      COST_LABELS.forEach((label, player) => {
        near(parts.get(`USD ${label}`) ?? ZERO, shapleyByOrders(values, player));
      });
    }
  });

  it('costs the mirrored trader what it earns the trader, before fees and spread', () => {
    const labels = COST_LABELS.filter((label) => label !== 'panic_sell' && label !== 'early_exit');
    const sequences = fillSequences({ instruments: ['margin', 'linear'], fees: false, maxLength: 24 });
    fc.assert(
      fc.property(sequences, fc.nat(), (fills, seed) => {
        const flags = randomFlags(fills, seed, labels);
        const mirrored = fills.map(
          (fill) => ({ ...fill, side: fill.side === 'buy' ? 'sell' : 'buy' }) as Fill,
        );
        const one = totals(live(fills, flags)).parts;
        const other = totals(live(mirrored, flags)).parts;
        expect([...other].map(([key, value]) => [key, -value])).toEqual([...one]);
      }),
      { numRuns: runsOf(300) },
    );
  });

  it('knows nothing of later: a shorter history gives the same points as far as it goes', () => {
    let compared = 0;
    for (let seed = 1; seed <= 6; seed += 1) {
      const { fills, candles, market } = trader(seed);
      const flags = randomFlags(fills, seed, COST_LABELS);
      const whole = live(fills, flags, market).points;
      for (const share of [0.3, 0.5, 0.8]) {
        const cut = utcDay(START + share * ((fills.at(-1)?.ts ?? 0) - START)).startTs;
        const shorter = live(
          fills.filter(({ ts }) => ts < cut),
          flags,
          marketOf(candles.map((series) => until(series, cut))),
        ).points;
        const ended = (points: typeof whole) => points.filter(({ ts }) => ts % (24 * HOUR) === 0 && ts < cut);
        compared += ended(shorter).length;
        expect(ended(shorter)).toEqual(ended(whole));
      }
    }
    expect(compared).toBeGreaterThan(50);
  });
});

/** The other labels are still there, but brought nothing about. */
function only(flags: ReadonlyMap<string, Flag>, labels: readonly CostLabel[]): Map<string, Flag> {
  const within = (label: CostLabel, confidence: Decimal): [CostLabel, Decimal] => [
    label,
    labels.includes(label) ? confidence : ZERO,
  ];
  return new Map(
    [...flags].map(([id, found]) => {
      const confidences = new Map([...found.confidences].map((one) => within(...one)));
      return [id, { ...found, confidences }];
    }),
  );
}

/** Marginal values by their definition: weights |S|!(6 − |S|)! ÷ 7!. */
function shapleyByOrders(values: readonly Decimal[], player: number): Decimal {
  const factorials = [1n, 1n, 2n, 6n, 24n, 120n, 720n];
  let sum = ZERO;
  values.forEach((value, coalition) => {
    if ((coalition >> player) & 1) return;
    const size = coalition.toString(2).replaceAll('0', '').length;
    const weight = (factorials[size] ?? 0n) * (factorials[6 - size] ?? 0n);
    sum += weight * ((values[coalition | (1 << player)] ?? ZERO) - value);
  });
  return divideRounded(sum, 5040n);
}

/** The bars that had begun by then. */
function until(series: CandleSeries, ts: number): CandleSeries {
  const n = series.ts.filter((begin) => begin < ts).length;
  const column = (values: Float64Array) => values.slice(0, n);
  return {
    ...series,
    ts: column(series.ts),
    open: column(series.open),
    high: column(series.high),
    low: column(series.low),
    close: column(series.close),
    volume: column(series.volume),
  };
}
