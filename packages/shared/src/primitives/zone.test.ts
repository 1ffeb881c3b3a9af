import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZone, utcToWall, wallToUtc } from './zone.ts';

const ZONES = ['UTC', '+05:30', '-09:30', 'Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe'];

describe('a time zone', () => {
  it.each([
    ['utc', 'UTC'],
    ['Z', 'UTC'],
    ['+5:30', '+05:30'],
    ['UTC-6', '-06:00'],
    ['+00:00', 'UTC'],
    ['Europe/Amsterdam', 'Europe/Amsterdam'],
    ['Mars/Olympus', null],
    ['+25:00', null],
    ['', null],
  ])('reads %j as %j', (text, zone) => {
    expect(readZone(text)).toBe(zone);
  });

  it('shows a wall time that leads back to the same instant', () => {
    const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (ts, zone) => {
        const back = wallToUtc(utcToWall(ts, zone), zone);
        if (back.kind === 'repeat') expect([back.first, back.second]).toContain(ts);
        else expect(back).toEqual({ kind: 'one', ts });
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('names the hour that a clock skips and the hour that it shows twice', () => {
    expect(wallToUtc(Date.UTC(2024, 2, 31, 2, 30), 'Europe/Amsterdam')).toEqual({ kind: 'gap' });
    expect(wallToUtc(Date.UTC(2024, 9, 27, 2, 30), 'Europe/Amsterdam')).toEqual({
      kind: 'repeat',
      first: Date.UTC(2024, 9, 27, 0, 30),
      second: Date.UTC(2024, 9, 27, 1, 30),
    });
    expect(wallToUtc(Date.UTC(2024, 9, 27, 3, 0), 'Europe/Amsterdam')).toEqual({
      kind: 'one',
      ts: Date.UTC(2024, 9, 27, 2, 0),
    });
  });
});
