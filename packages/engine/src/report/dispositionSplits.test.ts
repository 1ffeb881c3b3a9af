import { describe, expect, it } from 'vitest';
import type { Decision } from '../ledger/decision.ts';
import { dispositionSplits } from './dispositionSplits.ts';
import type { SaleDay } from './odean.ts';

const DAY_MS = 86_400_000;
const UNIT = 10n ** 18n;
const FIRST = Date.UTC(2024, 0, 1) / DAY_MS;
const decisions = [{ symbol: 'A-USD' } as Decision];

/** A price that rises for 200 days and falls for 200 days. */
const markAt = (_symbol: string, ts: number) => {
  const day = ts / DAY_MS - FIRST;
  return UNIT * BigInt(Math.round(1000 + (day < 200 ? day : 400 - day)));
};

/** Winners are sold while prices lie above those of 90 days before, losers afterwards. */
function saleDays(from: number, to: number): SaleDay[] {
  return Array.from({ length: to - from }, (_, i) => {
    const rises = from + i < 245;
    const [more, less] = [2, 0];
    return {
      day: FIRST + from + i,
      ...{ realisedGains: rises ? more : less, realisedLosses: rises ? less : more },
      ...{ paperGains: 1, paperLosses: 1 },
    };
  });
}

describe('the disposition effect in parts', () => {
  it('has the sign of each market apart, where the whole shows nothing', () => {
    const effects = dispositionSplits(saleDays(100, 350), decisions, markAt, 1);
    const [risen, fallen] = effects;
    expect(risen?.name).toContain('risen');
    expect(risen?.ciLow).toBeGreaterThan(0.4);
    expect(fallen?.name).toContain('fallen');
    expect(fallen?.ciHigh).toBeLessThan(0);
  });

  it('leaves the last six weeks of the year out only where there are some, and needs 20 sales', () => {
    const names = (days: SaleDay[]) =>
      dispositionSplits(days, decisions, () => null, 1).map(({ name }) => name);
    expect(names(saleDays(100, 300))).toEqual([]);
    expect(names(saleDays(250, 350))).toEqual(['PGR − PLR without the last six weeks of the year']);
    expect(names(saleDays(318, 350))).toEqual([]);
  });
});
