import { decimal } from '@twin/shared/primitives/decimal';
import { describe, expect, it } from 'vitest';
import { flag, live, type Rows, sources } from './writtenTwin.testkit.ts';

const DAY = 24 * 60;
const PANIC = { f1: flag(['panic_sell']) };

describe('an exit that the twin did not make', () => {
  it.each([
    ['long', 'buy', 'sell', 130, [90, 80], '29.87'],
    ['short', 'sell', 'buy', 70, [110, 120], '29.93'],
  ] as const)(
    'of a %s is joined by the entries that came back, and the rest of it ends later',
    (_side, enter, leave, later, back, total) => {
      const rows: Rows = [
        [0, `${enter} 4 @ 100`],
        [60, `${leave} 4 @ 100`],
        [120, `${enter} 1 @ ${back[0]}`],
        [180, `${enter} 1 @ ${back[1]}`],
        [2000, `${leave} 2 @ 100`],
      ];
      // Ten and twenty that the way back had brought are lost; two units end at the later price less half the spread.
      const lived = live(
        rows,
        PANIC,
        sources((hour) => (hour < 20 ? 100 : later)),
      );
      expect(lived.total).toBe(total);
      expect(lived.points.at(-1)).toBe(`2024-01-02 ${total}`);
    },
  );

  it('is joined by no more than it was, and by no entry on the other side', () => {
    const over: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [120, 'buy 5 @ 90'],
      [180, 'buy 5 @ 50'],
      [2000, 'sell 10 @ 100'],
    ];
    expect(
      live(
        over,
        PANIC,
        sources(() => 100),
      ).total,
    ).toBe('-10');
    const short: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [120, 'sell 1 @ 90'],
      [180, 'buy 1 @ 90'],
      [2000, 'buy 1 @ 100'],
    ];
    expect(
      live(
        short,
        PANIC,
        sources(() => 110),
      ).total,
    ).toBe('9.945');
  });

  it('ends where an entry came that a pattern brought about, in its measure', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100', { fee: '1' }],
      [120, 'buy 1 @ 90', { fee: '2' }],
      [2000, 'sell 1 @ 90'],
    ];
    const cause = (ownShare: string) => ({ ...PANIC, f2: flag([], { ownShare: decimal(ownShare) }) });
    // Joined: no exit at 100, no entry at 90, no fee of 3. Ended: sold at 90 less .045, with the fee rate of the exit.
    expect(
      live(
        rows,
        cause('1'),
        sources(() => 100),
      ).total,
    ).toBe('-7');
    expect(
      live(
        rows,
        cause('0'),
        sources(() => 100),
      ).total,
    ).toBe('-9.945');
    expect(
      live(
        rows,
        cause('0.5'),
        sources(() => 100),
      ).total,
    ).toBe('-8.4725');
  });

  it('is valued by its mark while it runs, fees of the exit saved, and is marked as running', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100', { fee: '1' }],
      [300, 'buy 1 @ 5', { symbol: 'ETH-USD' }],
    ];
    const lived = live(
      rows,
      PANIC,
      sources(() => 130),
    );
    expect(lived.changes).toMatchObject([
      {
        kind: 'correction',
        label: 'panic_sell',
        isRunning: true,
        change: { gross: decimal('30'), fees: decimal('-1') },
      },
    ]);
    expect(lived.points).toEqual(['2024-01-01 31']);
    expect(
      live(
        [...rows.slice(0, 2), [DAY * 2, 'buy 1 @ 5', { symbol: 'ETH-USD' }]],
        PANIC,
        sources(() => 130),
      ).changes,
    ).toMatchObject([{ isRunning: false }]);
  });

  it('is held whatever else was found in it', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 100'],
      [2000, 'buy 1 @ 130'],
    ];
    expect(
      live(
        rows,
        { f1: flag(['size_drift', 'early_exit']) },
        sources(() => 130),
      ).total,
    ).toBe('29.935');
    expect(
      live(
        rows,
        { f1: flag(['size_drift']) },
        sources(() => 130),
      ).total,
    ).toBe('0');
  });

  it('needs candles that ended two bars before it at most', () => {
    const rows = (minute: number): Rows => [
      [0, 'buy 1 @ 100'],
      [minute, 'sell 1 @ 100'],
    ];
    const few = sources(() => 130, 12);
    expect(live(rows(240), PANIC, few).changes).toMatchObject([{ kind: 'correction' }]);
    expect(live(rows(240.001), PANIC, few).changes).toMatchObject([
      { kind: 'unknown', reason: 'no_candles' },
    ]);
    expect(
      live(
        [
          [0, 'buy 1 @ 100'],
          [1, 'sell 1 @ 100'],
        ],
        PANIC,
        sources(() => 130, 0),
      ).changes,
    ).toMatchObject([{ kind: 'unknown' }]);
  });

  it('that brought nothing saves no fee rate', () => {
    const rows: Rows = [
      [0, 'buy 1 @ 100'],
      [60, 'sell 1 @ 0', { fee: '1' }],
      [2000, 'buy 1 @ 1'],
    ];
    expect(
      live(
        rows,
        PANIC,
        sources(() => 100),
      ).total,
    ).toBe('100.95');
  });
});
