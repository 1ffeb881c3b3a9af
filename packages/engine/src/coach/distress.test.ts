import { describe, expect, it } from 'vitest';
import { CALM_TEXT, isDistressed } from './distress.ts';
import { verifyText } from './verifier.ts';

const CALM = { weekShare: -0.1, busiestDay: 6, busiestDayBefore: 5, nightEntries: 2 };

describe('signs of distress', () => {
  it('are a loss of over half of the equity scale in a week', () => {
    expect(isDistressed({ ...CALM, weekShare: -0.51 })).toBe(true);
    expect(isDistressed({ ...CALM, weekShare: -0.5 })).toBe(false);
    expect(isDistressed({ ...CALM, weekShare: null })).toBe(false);
  });

  it('are three times the own busiest day together with trades at night, never one of them alone', () => {
    const busy = { ...CALM, busiestDay: 15 };
    expect(isDistressed(busy)).toBe(true);
    expect(isDistressed({ ...busy, nightEntries: 0 })).toBe(false);
    expect(isDistressed({ ...busy, busiestDay: 14 })).toBe(false);
    expect(isDistressed({ ...busy, busiestDayBefore: 0 })).toBe(false);
  });

  it('are answered calmly, without an amount, with a line of help', () => {
    expect(verifyText(CALM_TEXT, {})).toEqual([]);
    expect(CALM_TEXT).not.toMatch(/\d/);
  });
});
