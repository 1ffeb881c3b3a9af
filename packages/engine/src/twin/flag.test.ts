import { decimal, formatDecimal } from '@twin/shared/primitives/decimal';
import type { DecisionLabel } from '@twin/shared/primitives/label';
import { describe, expect, it } from 'vitest';
import { contractTable } from '../ledger/contractTable.ts';
import type { Instrument } from '../ledger/fill.ts';
import { NO_SOURCES } from '../ledger/ledger.ts';
import { replay } from '../ledger/replay.ts';
import { account, BEGIN, MINUTE } from '../ledger/writtenFills.testkit.ts';
import { type Flag, flagDecisions } from './flag.ts';

type Rows = Parameters<typeof account>[1];
type Found = [decisionId: string, label: DecisionLabel, confidence?: number];

const DAY = 24 * 60;

function flagsOf(rows: Rows, found: readonly Found[], instrument: Instrument = 'spot'): Map<string, Flag> {
  const tags = found.map(([decisionId, label, confidence = 1]) => ({ decisionId, label, confidence }));
  const sources = { ...NO_SOURCES, contracts: contractTable };
  return flagDecisions(replay(account(instrument, rows), { sources }).decisions, tags, 0.2);
}

/** Round trips of so many minutes each, one a day, at a gain; in minus at a loss. */
function held(minutes: readonly number[]): Rows {
  return minutes.flatMap(
    (length, day): Rows => [
      [day * DAY, 'buy 1 @ 100'],
      [day * DAY + Math.abs(length), `sell 1 @ ${length > 0 ? 110 : 90}`],
    ],
  );
}

/** A last exit that is flagged, after those round trips. */
function holdAfter(
  minutes: readonly number[],
  found: readonly (readonly [DecisionLabel, number])[] = [['panic_sell', 1]],
): number {
  const last = minutes.length * 2 + 1;
  const rows: Rows = [...held(minutes), [99 * DAY, 'buy 1 @ 100'], [99 * DAY + 1, 'sell 1 @ 95']];
  const tags = found.map(([label, confidence]): Found => [`f${last}`, label, confidence]);
  return (flagsOf(rows, tags).get(`f${last}`)?.holdMs ?? Number.NaN) / MINUTE;
}

describe('how long the twin goes on holding', () => {
  it('is a day until five positions were closed, then the median of their holds', () => {
    expect(holdAfter([10, 20, 30, 40])).toBe(DAY);
    expect(holdAfter([50, 10, 30, 40, 20])).toBe(30);
    expect(holdAfter([10, 20, 30, 40, 50, 60])).toBe(35);
  });

  it('is that of the last fifty', () => {
    const old = Array.from({ length: 10 }, () => 900);
    const recent = Array.from({ length: 40 }, (_, i) => i + 1);
    expect(holdAfter([...old, ...recent, ...Array.from({ length: 10 }, () => 1)])).toBe(15.5);
  });

  it('is the median of those that lost where a gain was taken early, and of all where fewer than five lost', () => {
    const gains = [100, 110, 120];
    const early = [['early_exit', 0.6]] as const;
    expect(holdAfter([...gains, -10, -20, -30, -40, -50], early)).toBe(30);
    expect(holdAfter([...gains, -10, -20, -30, -40, -50])).toBe(45);
    expect(holdAfter([...gains, -10, -20, -30, -40], early)).toBe(40);
  });

  it('goes by the surer of the two patterns that hold on', () => {
    const minutes = [100, 110, 120, -10, -20, -30, -40, -50];
    expect(
      holdAfter(minutes, [
        ['early_exit', 0.5],
        ['panic_sell', 0.3],
      ]),
    ).toBe(30);
    expect(
      holdAfter(minutes, [
        ['early_exit', 0.3],
        ['panic_sell', 0.5],
      ]),
    ).toBe(45);
    expect(
      holdAfter(minutes, [
        ['early_exit', 0.4],
        ['panic_sell', 0.4],
      ]),
    ).toBe(45);
  });

  it('counts a position from its last fill on, not from the first fill of the decision that closed it', () => {
    const last = [5 * DAY, 5 * DAY + 0.9];
    const rows = (other: number): Rows => [
      ...held([10, 10, 10, 10]),
      [4 * DAY, 'buy 2 @ 100'],
      [last[0] ?? 0, 'sell 1 @ 110'],
      [other, 'sell 1 @ 100', { symbol: 'ETH-USD', seq: 900 }],
      [last[1] ?? 0, 'sell 1 @ 110', { seq: 901 }],
    ];
    const flagged = (other: number) =>
      [...flagsOf(rows(other), [['f10', 'panic_sell']]).values()].map(({ holdMs }) => holdMs / MINUTE);
    expect(flagged(5 * DAY + 0.5)).toEqual([DAY]);
    expect(flagged(5 * DAY + 0.9)).toEqual([10]);
  });

  it('counts no position whose begin was not seen', () => {
    const unseen: Rows = [
      [0, 'sell 1 @ 100', { start: '1' }],
      ...held([10, 20, 30, 40]).map(([at, ...rest]): Rows[number] => [at + DAY, ...rest]),
    ];
    const rows: Rows = [...unseen, [90 * DAY, 'buy 1 @ 100'], [90 * DAY + 1, 'sell 1 @ 95']];
    expect(flagsOf(rows, [['f10', 'panic_sell']], 'linear').get('f10')?.holdMs).toBe(DAY * MINUTE);
  });
});

describe('the usual size', () => {
  const entries = (sizes: readonly number[], more: Rows[number][2] = {}): Rows =>
    sizes.map((size, day) => [day * DAY, `buy ${size} @ 100`, more]);
  const shareOf = (rows: Rows, instrument: Instrument = 'margin') => {
    const last = `f${rows.length - 1}`;
    const share = flagsOf(rows, [[last, 'size_drift']], instrument).get(last)?.usualShare;
    return share === undefined ? null : formatDecimal(share);
  };

  it('is the median of the entries before, as a share of this one and never more than it', () => {
    expect(shareOf(entries([1, 2, 3, 4, 5, 12]))).toBe('0.25');
    expect(shareOf(entries([1, 2, 3, 4, 5, 9]))).toBe('0.333333');
    expect(shareOf(entries([1, 2, 3, 4, 5, 2]))).toBe('1');
  });

  it('is this one while there are fewer than five', () => {
    expect(shareOf(entries([1, 2, 3, 4, 12]))).toBe('1');
  });

  it('is that of the last thirty', () => {
    const sizes = [...Array.from({ length: 30 }, () => 8), ...Array.from({ length: 30 }, () => 2), 8];
    expect(shareOf(entries(sizes))).toBe('0.25');
  });

  it('knows entries alone, in the same asset alone', () => {
    const exits: Rows = [10, 11, 12, 13, 14].map((day) => [day * DAY, 'sell 1 @ 100']);
    expect(shareOf([...entries([9, 9, 9, 9]), ...exits, [20 * DAY, 'buy 100 @ 100']])).toBe('1');
    const others = entries([1, 1, 1, 1, 1], { symbol: 'ETH-EUR' });
    expect(shareOf([...others, [20 * DAY, 'buy 100 @ 100']])).toBe('1');
    expect(shareOf([...others, [20 * DAY, 'buy 100 @ 100', { symbol: 'BTC-EUR' }]])).toBe('0.01');
    expect(shareOf([...others, [20 * DAY, 'sell 4 @ 100', { symbol: 'ETH-EUR' }]])).toBe('1');
  });

  it('of an inverse contract is in its coin', () => {
    const coins = entries([1, 1, 1, 1, 1]);
    expect(shareOf([...coins, [20 * DAY, 'buy 4 @ 100', { symbol: 'BTC-EUR' }]], 'inverse')).toBe('0.25');
    expect(shareOf([...coins, [20 * DAY, 'buy 4 @ 100', { symbol: 'ETH-USD' }]], 'inverse')).toBe('1');
  });

  it('of a contract that pays in another asset is in that, apart from the quote', () => {
    const quanto = entries([1, 1, 1, 1, 1], { instrument: 'quanto', symbol: 'ETH-USD' });
    expect(shareOf([...quanto, [20 * DAY, 'buy 4 @ 100']])).toBe('1');
    expect(shareOf([...quanto, [20 * DAY, 'buy 0.0004 @ 1', { symbol: 'SOL-BTC' }]])).toBe('0.25');
    const dollars = entries([1, 1, 1, 1, 1], { instrument: 'linear', settle: 'USDC' });
    expect(shareOf([...dollars, [20 * DAY, 'buy 4 @ 100']])).toBe('1');
    expect(shareOf([...dollars, [20 * DAY, 'buy 4 @ 100', { symbol: 'BTC-USDC' }]])).toBe('0.25');
  });

  it('of entries for nothing is none: they are no habit, and have no usual share', () => {
    const free = Array.from({ length: 5 }, (_, day): Rows[number] => [day * DAY, 'buy 1 @ 0']);
    expect(shareOf([...free, [20 * DAY, 'buy 4 @ 100']])).toBe('1');
    expect(shareOf([...entries([1, 1, 1, 1, 1]), [20 * DAY, 'buy 4 @ 0']])).toBe('1');
  });
});

describe('a flag', () => {
  const ROWS: Rows = [[0, 'buy 1 @ 100']];
  const only = (...found: Found[]) => flagsOf(ROWS, found).get('f0');

  it('leaves to the person what no pattern of entering brought about', () => {
    const flag = only(['f0', 'fomo_chase', 0.5], ['f0', 'size_drift', 0.9], ['f0', 'panic_sell', 0.25]);
    expect(flag).toMatchObject({ decisionId: 'f0', ts: BEGIN, ownShare: decimal('0.5') });
    expect(
      [...(flag?.confidences ?? [])].map(([label, share]) => `${label} ${formatDecimal(share)}`),
    ).toEqual(['fomo_chase 0.5', 'size_drift 0.9', 'panic_sell 0.25']);
  });

  it('scales patterns with one alternative to 1 together, and none with another', () => {
    const flag = only(
      ...([
        ['f0', 'fomo_chase', 0.9],
        ['f0', 'overtrading', 0.6],
        ['f0', 'size_drift', 0.9],
        ['f0', 'panic_sell', 0.7],
        ['f0', 'early_exit', 0.7],
      ] satisfies Found[]),
    );
    expect(flag?.ownShare).toBe(0n);
    expect(
      Object.fromEntries(
        [...(flag?.confidences ?? [])].map(([label, share]) => [label, formatDecimal(share)]),
      ),
    ).toEqual({
      ...{ fomo_chase: '0.6', overtrading: '0.4', size_drift: '0.9' },
      ...{ panic_sell: '0.5', early_exit: '0.5' },
    });
    const whole = only(['f0', 'fomo_chase', 0.75], ['f0', 'overtrading', 0.25]);
    expect(whole?.confidences.get('fomo_chase')).toBe(decimal('0.75'));
  });

  it('knows which of its patterns are found and not only weighed', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'buy 1 @ 100'],
    ];
    const flags = flagsOf(rows, [
      ['f0', 'fomo_chase', 0.2],
      ['f0', 'overtrading', 0.9],
      ['f1', 'fomo_chase', 0.19],
      ['f1', 'overtrading', 0.2],
      ['f1', 'revenge_trade', 0.1],
    ]);
    expect([...(flags.get('f1')?.confidences.keys() ?? [])]).toEqual(['fomo_chase', 'overtrading']);
    expect([...(flags.get('f1')?.found ?? [])]).toEqual(['overtrading']);
  });

  it('is none for patterns without an alternative, or without any weight', () => {
    expect(only(['f0', 'disposition_effect', 0.9])).toBeUndefined();
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'buy 1 @ 100'],
    ];
    const flags = flagsOf(rows, [
      ['f0', 'fomo_chase', 0.5],
      ['f1', 'fomo_chase', 0],
    ]);
    expect([...flags.keys()]).toEqual(['f0']);
  });
});
