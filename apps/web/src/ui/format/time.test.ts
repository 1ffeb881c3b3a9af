import { utcToWall } from '@twin/shared/primitives/zone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatTime, startOfDay } from './time.ts';

fc.configureGlobal({ seed: 20_250_301 });

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Auckland',
] as const;

const instants = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2040, 0) });
const zones = fc.constantFrom(...ZONES);

describe('an instant', () => {
  it('reads as the wall clock of its zone, in one shape', () => {
    expect(formatTime('2024-12-19T17:59:59Z', 'Europe/Berlin')).toBe('2024-12-19 18:59:59');
    expect(formatTime('2024-07-01T00:00:00.999Z', 'America/New_York')).toBe('2024-06-30 20:00:00');
    fc.assert(
      fc.property(instants, zones, (ts, zone) => {
        const text = formatTime(new Date(ts).toISOString(), zone);
        return Date.parse(`${text.replace(' ', 'T')}Z`) === Math.floor(utcToWall(ts, zone) / 1000) * 1000;
      }),
    );
  });
});

describe('a local day', () => {
  it('holds every instant that shows its date, and no other', () => {
    fc.assert(
      fc.property(instants, zones, (ts, zone) => {
        const utc = new Date(ts).toISOString();
        const day = formatDay(utc, zone);
        return startOfDay(day, zone) <= utc && utc < startOfDay(day, zone, 1);
      }),
    );
  });

  it('begins after the gap where the clock skips midnight', () => {
    expect(startOfDay('2024-04-26', 'Africa/Cairo')).toBe('2024-04-25T22:00:00.000Z');
  });
});

it('a length of time shows its two largest units', () => {
  expect([45_000, 720_000, 8_100_000, 273_600_000].map(formatDuration)).toEqual([
    '45 s',
    '12 min',
    '2 h 15 min',
    '3 d 4 h',
  ]);
});
