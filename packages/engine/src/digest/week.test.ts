import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDueAt, weeksDue } from './week.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (iso: string): number => Date.parse(iso);
const iso = (ts: number): string => new Date(ts).toISOString();
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Australia/Lord_Howe',
];

describe('the week of a digest', () => {
  it('is due at Monday 07:00 of the person’s clock and not before', () => {
    const schedule = { zone: 'America/New_York', coveredUntil: at('2026-03-02T05:00:00Z'), delayMs: 0 };
    expect(weeksDue({ ...schedule, now: at('2026-03-09T10:59:59Z') })).toEqual([]);
    const [week] = weeksDue({ ...schedule, now: at('2026-03-09T11:00:00Z') });
    expect(week && [iso(week.startTs), iso(week.endTs)]).toEqual([
      '2026-03-02T05:00:00.000Z',
      '2026-03-09T04:00:00.000Z',
    ]);
  });

  it('has 167 hours where clocks go forward and 169 where they go back', () => {
    const lengthAt = (now: string) => {
      const [week] = weeksDue({ now: at(now), zone: 'Europe/Berlin', coveredUntil: null, delayMs: 0 });
      return week && (week.endTs - week.startTs) / HOUR;
    };
    expect([lengthAt('2026-03-30T08:00:00Z'), lengthAt('2026-10-26T08:00:00Z')]).toEqual([167, 169]);
  });

  it('is made up for after a downtime, each week once, oldest first', () => {
    const coveredUntil = at('2026-01-05T00:00:00Z');
    const weeks = weeksDue({ now: at('2026-01-28T09:00:00Z'), zone: 'UTC', coveredUntil, delayMs: 0 });
    expect(weeks.map(({ endTs }) => iso(endTs).slice(0, 10))).toEqual([
      '2026-01-12',
      '2026-01-19',
      '2026-01-26',
    ]);
    const after = weeks.at(-1)?.endTs ?? 0;
    expect(
      weeksDue({ now: at('2026-01-28T09:00:00Z'), zone: 'UTC', coveredUntil: after, delayMs: 0 }),
    ).toEqual([]);
  });

  it('is the last finished one alone for a new person', () => {
    const weeks = weeksDue({ now: at('2026-01-28T09:00:00Z'), zone: 'UTC', coveredUntil: null, delayMs: 0 });
    expect(weeks.map(({ endTs }) => iso(endTs))).toEqual(['2026-01-26T00:00:00.000Z']);
  });

  it('never overlaps another and leaves no gap while time goes on and the person moves between zones', () => {
    const step = fc.record({ zone: fc.constantFrom(...ZONES), hours: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        let now = at('2026-01-05T00:00:00Z');
        let covered: number | null = null;
        for (const { zone, hours } of steps) {
          now += hours * HOUR;
          for (const week of weeksDue({ now, zone, coveredUntil: covered, delayMs: 0 })) {
            if (covered !== null) expect(week.startTs).toBe(covered);
            expect(week.endTs).toBeLessThanOrEqual(now);
            const days = (week.endTs - week.startTs) / DAY;
            expect(days > 3.4 && days < 10.6).toBe(true);
            covered = week.endTs;
          }
          const next = nextDueAt({ now, zone, coveredUntil: covered, delayMs: 0 });
          expect(next).toBeGreaterThan(now);
          expect(weeksDue({ now: next - 1, zone, coveredUntil: covered, delayMs: 0 })).toEqual([]);
          expect(weeksDue({ now: next, zone, coveredUntil: covered, delayMs: 0 })).toHaveLength(1);
        }
      }),
    );
  });
});
