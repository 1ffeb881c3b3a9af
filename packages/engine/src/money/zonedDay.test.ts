import { describe, expect, it } from 'vitest';
import { daysIn } from './zonedDay.ts';

const HOUR = 3_600_000;

describe('days of a zone', () => {
  it.each([
    ['Europe/Berlin', '2024-03-31T12:00:00Z', '2024-03-31', 23],
    ['Europe/Berlin', '2024-10-27T12:00:00Z', '2024-10-27', 25],
    ['America/New_York', '2024-07-04T03:59:59Z', '2024-07-03', 24],
    ['Asia/Kolkata', '2024-07-03T18:30:00Z', '2024-07-04', 24],
    // The clocks of Santiago skip midnight itself.
    ['America/Santiago', '2024-09-08T12:00:00Z', '2024-09-08', 23],
    ['UTC', '2024-07-03T00:00:00Z', '2024-07-03', 24],
  ])('%s at %s is %s and lasts %i hours', (zone, time, date, hours) => {
    const day = daysIn(zone)(Date.parse(time));
    expect(day.date).toBe(date);
    expect((day.endTs - day.startTs) / HOUR).toBe(hours);
  });

  it('follow one another without gap or overlap through a year', () => {
    for (const zone of ['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const dayOf = daysIn(zone);
      let day = dayOf(Date.UTC(2024, 0, 1));
      for (let n = 0; n < 366; n += 1) {
        const next = dayOf(day.endTs);
        expect(next.startTs).toBe(day.endTs);
        expect(next.date > day.date).toBe(true);
        day = next;
      }
    }
  });
});
