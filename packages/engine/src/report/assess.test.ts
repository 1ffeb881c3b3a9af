import { describe, expect, it } from 'vitest';
import { assess, reportOf } from './assess.ts';
import type { Evidence } from './evidence.ts';
import { meanDifference } from './meanDifference.ts';
import type { SaleDay } from './odean.ts';
import { dispositionEvidence } from './saleChoice.ts';

function reportFor(evidence: Evidence) {
  const assessment = assess(evidence, 1, false);
  return reportOf(assessment, assessment.pValue);
}

/** A winner sold every day, three losers held on all along. */
function winnersOnly(days: number): SaleDay[] {
  return Array.from({ length: days }, (_, day) => ({
    day,
    ...{ realisedGains: 1, realisedLosses: 0, paperGains: 0, paperLosses: 3 },
  }));
}

function entrySizes(n: number, sizeAfterStreak: number): Evidence {
  const named = { name: 'size', estimator: 'ratio' };
  return meanDifference(
    named,
    Array.from({ length: n }, (_, i) => {
      const isFlagged = i % 3 === 0;
      const value = isFlagged ? Math.log(sizeAfterStreak) : 0;
      return { day: i, symbol: 'A-USD', block: Math.floor(i / 30), value, isFlagged };
    }),
  );
}

describe('what an account is told of one pattern', () => {
  it('is that it sells winners where it sold a hundred of them and never a loser', () => {
    const report = reportFor(dispositionEvidence(winnersOnly(100), () => []));
    expect(report).toMatchObject({ verdict: 'supported', n: 100, needed: 0, pValue: 0.001 });
    expect(report.effect?.value).toBe(1);
    expect(report.effect?.ciLow).toBeCloseTo(0.961, 3);
    expect(report.effect?.ciHigh).toBe(1);
  });

  it('is drawn towards no effect below 60 observations, however clear they look', () => {
    const report = reportFor(dispositionEvidence(winnersOnly(40), () => []));
    expect(report).toMatchObject({ verdict: 'not_enough_data', n: 40, needed: 20 });
    expect(report.effect?.value).toBeCloseTo(0.94, 2);
    expect(report.effect?.ciLow).toBeLessThan(0.91);
    expect(report.effect?.ciHigh).toBeGreaterThan(0.97);
    expect(report.effect?.estimator).toContain('an early signal');
  });

  it('is nothing of a disposition while fewer than ten losses stood to be sold', () => {
    const days = winnersOnly(70).map((day) => ({
      ...day,
      ...{ paperGains: 1, paperLosses: day.day < 9 ? 1 : 0 },
    }));
    expect(reportFor(dispositionEvidence(days, () => []))).toMatchObject({
      verdict: 'not_enough_data',
      needed: 1,
    });
  });

  it('is no drift of sizes that are always the same, and a drift of those that always double', () => {
    const report = reportFor(entrySizes(120, 1));
    expect(report).toMatchObject({ verdict: 'not_supported', n: 120, needed: 0 });
    expect(report.effect).toMatchObject({ value: 1, ciLow: 1, ciHigh: 1 });
    expect(reportFor(entrySizes(120, 2)).verdict).toBe('supported');
  });

  it('is never that nothing more is needed for a verdict that there is not', () => {
    const evidence = { ...entrySizes(120, 1), estimate: () => null };
    expect(reportFor(evidence)).toMatchObject({ verdict: 'not_enough_data', needed: 1, effect: null });
    const withoutError = { ...entrySizes(120, 1), days: [], estimate: () => 0.3, standardError: () => null };
    expect(reportFor(withoutError)).toMatchObject({ verdict: 'not_enough_data', needed: 1 });
  });

  it('has an interval with a width where every resampled day repeats what was counted', () => {
    const evidence: Evidence = {
      ...entrySizes(120, 1),
      ...{ estimate: () => 0.1, standardError: () => 0.05, scale: 'difference' },
    };
    expect(reportFor(evidence).effect).toMatchObject({ value: 0.1, ciLow: 0.002, ciHigh: 0.198 });
  });
});
