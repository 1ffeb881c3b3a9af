import { describe, expect, it } from 'vitest';
import { lnBursts, lnGainHazard, lnPace, lnResultSpread, lnSizeSpread, systemShare } from './habits.ts';
import { lnRelativeRisk } from './relativeRisk.ts';
import { emptyWindow, pushValue } from './trailingWindow.ts';
import { HOUR, NOW, times, writtenScene } from './writtenScene.testkit.ts';

describe('the spread of own sizes', () => {
  const spread = (sizes: readonly number[]) =>
    lnSizeSpread(
      writtenScene({}, ({ quote }) => {
        for (const size of sizes) pushValue(quote.sizes, size);
      }),
    );

  it('is known from five entries on, and never below a per cent', () => {
    expect(spread([1, 1, 1, 1])).toBeNull();
    expect(spread([1, 1, 1, 1, 1])).toBeCloseTo(Math.log(0.01), 9);
    expect(spread([1, 2, 3, 4, 5])).toBeCloseTo(Math.log(1.4826), 9);
  });
});

describe('the spread of own results', () => {
  const spread = (returns: readonly number[]) => {
    const window = emptyWindow(50);
    for (const one of returns) pushValue(window, one);
    return lnResultSpread(window);
  };

  it('is relative to the usual result, known from five on, and never below two per cent of it', () => {
    expect(spread([-0.02, -0.02, -0.02, -0.02])).toBeNull();
    expect(spread([-0.02, -0.02, -0.02, -0.02, -0.02])).toBeCloseTo(Math.log(0.02), 9);
    expect(spread([-0.01, -0.02, -0.03, -0.04, -0.05])).toBeCloseTo(Math.log((1.4826 * 0.01) / 0.03), 9);
    expect(spread([0.1, 0.2, 0.3, 0.4, 0.5])).toBeCloseTo(Math.log((1.4826 * 0.1) / 0.3), 9);
  });

  it('is unknown where the usual result is nothing', () => {
    expect(spread([-0.1, 0, 0, 0, 0.1])).toBeNull();
  });
});

describe('the hazard of gains', () => {
  it('is that of exits in gain against those in loss, whose pace begins as that of all', () => {
    expect(lnGainHazard({ eventsIn: 4, exposureIn: 0, eventsOut: 2, exposureOut: 0 })).toBeNull();
    const usual = (2 + 5) / (80 + 5 / (9 / 101));
    const few = { eventsIn: 6, exposureIn: 20, eventsOut: 2, exposureOut: 80 };
    expect(lnGainHazard(few)).toBeCloseTo(Math.log((6 + 3) / (usual * 20 + 3)), 9);
  });
});

describe('the own pace', () => {
  /** Entries so many hours ago. */
  const after = (hoursAgo: readonly number[]) =>
    writtenScene({}, (_, state) => {
      state.entryStarts = hoursAgo.map((hours) => NOW - hours * HOUR);
    });
  const daily = (entries: number) => times(entries, (i) => 24 * (entries - i));

  it('compares the entries of the last hours with those of the last fifty, from ten on', () => {
    expect(lnPace(after(daily(9)), 24)).toBeNull();
    expect(lnPace(after(daily(10)), 24)).toBeCloseTo(Math.log((1 + 1) / (1 + 1)), 9);
    expect(lnPace(after([...daily(20), 3, 2, 1]), 3)).toBeCloseTo(Math.log(4 / (1 + (23 * 3) / 480)), 9);
    expect(lnPace(after([...daily(20), 3.1, 2, 1]), 3)).toBeCloseTo(Math.log(3 / (1 + (23 * 3) / 480)), 9);
    expect(lnPace(after(times(20, () => 0)), 3)).toBeNull();
  });

  it('counts gaps below a tenth of the mean one against those of chance, from ten entries on', () => {
    const byChance = (gaps: number) => gaps * (1 - Math.exp(-0.1)) + 3;
    expect(lnBursts(after(daily(9)))).toBeNull();
    expect(lnBursts(after(daily(10)))).toBeCloseTo(Math.log(3 / byChance(9)), 9);
    const bursts = times(20, (i) => 1000 - 100 * (i >> 1) - (i % 2));
    expect(lnBursts(after(bursts))).toBeCloseTo(Math.log(13 / byChance(19)), 9);
  });
});

describe('a system', () => {
  it.each<[number, number, number | null]>([
    [9, 0, null],
    [10, 0, 1],
    [8, 2, 0.5],
    [6, 4, 0],
    [1, 9, 0],
  ])('with %i acts inside a state of the market and %i outside is %j', (eventsIn, eventsOut, expected) => {
    const share = systemShare({ eventsIn, eventsOut, exposureIn: 1, exposureOut: 1 });
    if (expected === null) expect(share).toBeNull();
    else expect(share).toBeCloseTo(expected, 9);
  });
});

describe('a relative risk', () => {
  it('is that of the own neutral rate with three events more on each side, and none without exposure', () => {
    const counts = { eventsIn: 6, exposureIn: 10, eventsOut: 4, exposureOut: 40 };
    expect(lnRelativeRisk(counts)).toBeCloseTo(Math.log((6 + 3) / ((4 / 40) * 10 + 3)), 9);
    expect(lnRelativeRisk({ ...counts, exposureIn: 0 })).toBeNull();
    expect(lnRelativeRisk({ ...counts, exposureOut: 0 })).toBeNull();
  });
});
