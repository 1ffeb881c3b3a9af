import { describe, expect, it } from 'vitest';
import { meanUnrest, noteDecision, turnToDay, usualEntries } from './days.ts';
import { type DayState, initialState } from './state.ts';
import { DAY, times } from './writtenScene.testkit.ts';

/** Days with so many entries and so much unrest, as they stand in the memory on the day after them. */
function after(
  days: readonly [day: number, entries: number, unrest?: number | null][],
  today: number,
): DayState {
  const { days: state } = initialState();
  state.history = days.map(([day, entries, unrest = null]) => [day, entries, entries, unrest]);
  state.day = today - 1;
  turnToDay(state, today * DAY);
  return state;
}

describe('the running day', () => {
  it('begins with the first decision of a later UTC day, and leaves the one before behind', () => {
    const { days } = initialState();
    expect(turnToDay(days, 5 * DAY + 1)).toBe(true);
    expect(days.history).toEqual([]);
    noteDecision(days, true, 0.5);
    noteDecision(days, false, null);
    noteDecision(days, false, 1);
    expect(turnToDay(days, 6 * DAY - 1)).toBe(false);
    expect(days).toMatchObject({ entries: 1, decisions: 3, unrest: { sum: 1.5, n: 2 } });
    expect(turnToDay(days, 8 * DAY)).toBe(true);
    expect(days).toMatchObject({ day: 8, entries: 0, decisions: 0, unrest: { sum: 0, n: 0 } });
    expect(days.history).toEqual([[5, 1, 3, 0.75]]);
    expect(turnToDay(days, 7 * DAY)).toBe(false);
  });

  it('remembers sixty days', () => {
    const { days } = initialState();
    for (const day of [0, 1, 2, 61]) turnToDay(days, day * DAY);
    expect(days.history.map(([day]) => day)).toEqual([1, 2]);
  });

  it('has the mean unrest of its decisions, the one in question among them', () => {
    const { days } = initialState();
    expect(meanUnrest(days)).toBeNull();
    expect(meanUnrest(days, 0.4)).toBe(0.4);
    days.unrest = { sum: 1.2, n: 2 };
    expect(meanUnrest(days)).toBeCloseTo(0.6, 9);
    expect(meanUnrest(days, 0)).toBeCloseTo(0.4, 9);
  });
});

describe('the usual day', () => {
  const fortnight = (entries: (day: number) => number, unrest: (day: number) => number | null = () => null) =>
    times(14, (day): [number, number, number | null] => [day, entries(day), unrest(day)]);

  it('is known from fourteen days with an entry on', () => {
    expect(after(fortnight(() => 5).slice(1), 14).usual).toBeNull();
    expect(after([[0, 0], ...fortnight(() => 5).slice(1)], 14).usual).toBeNull();
    expect(
      after(
        fortnight(() => 5),
        14,
      ).usual?.mean,
    ).toBeCloseTo(5, 9);
  });

  it('has the factor of its day of the week, four days at the mean before the first', () => {
    // Two of each day of the week: 12 on one of them, 5 on the others; the mean is 6.
    const usualOn = (today: number) =>
      after(
        fortnight((day) => (day % 7 === 3 ? 12 : 5)),
        today,
      ).usual?.mean;
    expect(usualOn(17)).toBeCloseTo((6 * (24 / 6 + 4)) / (2 + 4), 9);
    expect(usualOn(14)).toBeCloseTo((6 * (10 / 6 + 4)) / (2 + 4), 9);
  });

  it('spreads as its count does where all days are equal, and by what so few days know', () => {
    // Without over-dispersion only the mean of n days of λ is unsure: by 1 ÷ (n λ).
    expect(
      after(
        fortnight(() => 5),
        14,
      ).usual?.size,
    ).toBeCloseTo(14 * 5, 9);
  });

  it('spreads further where days differ more than counts do', () => {
    const days = fortnight((day) => (day < 7 ? 1 : 39));
    const expected = 20;
    const variance = (14 * 19 ** 2) / 13;
    const dispersion = (variance - expected) / expected ** 2;
    const spread = dispersion + (1 / expected + dispersion) / 14;
    expect(after(days, 14).usual?.size).toBeCloseTo(1 / spread, 9);
  });

  it('reacts to unrest by a line through the measured days, of a slope of 0 ± 1 before them', () => {
    const days = fortnight(
      (day) => (day < 7 ? 15 : 5),
      (day) => (day < 7 ? 0.9 : 0.1),
    );
    const usual = after(days, 14).usual;
    expect(usual?.centre).toBeCloseTo(0.5, 9);
    // Relative counts of ± 1 ÷ 2 at unrest of ± 0.4 around the centre.
    expect(usual?.slope).toBeCloseTo((14 * 0.4 * 0.5) / (14 * 0.16 + 0.25), 9);
    const known = days.map(([day, entries, unrest]): [number, number, number | null] => [
      day,
      entries,
      day === 0 ? null : unrest,
    ]);
    expect(after(known, 14).usual).toMatchObject({ slope: 0, centre: 0 });
    expect(
      after(
        fortnight(
          () => 5,
          () => 1,
        ),
        14,
      ).usual?.slope,
    ).toBe(0);
  });

  it('never reacts more steeply than twofold, and believes the line two units far', () => {
    const steep = after(
      fortnight(
        (day) => (day < 7 ? 100 : 1),
        (day) => (day < 7 ? 0.41 : 0.1),
      ),
      14,
    ).usual;
    expect(Math.abs(steep?.slope ?? 0)).toBeLessThanOrEqual(2);
    const usual = { mean: 4, slope: 0.5, centre: 1, size: 9 };
    expect(usualEntries(usual, null)).toBe(4);
    expect(usualEntries(usual, 2)).toBeCloseTo(4 * Math.exp(0.5), 9);
    expect(usualEntries(usual, 9)).toBeCloseTo(4 * Math.exp(1), 9);
    expect(usualEntries(usual, -9)).toBeCloseTo(4 * Math.exp(-1), 9);
  });
});
