import { readZone } from '@twin/shared/primitives/zone';

const STATED = /\((?:UTC|GMT)?\s*(--|[+-])?\s*(?:(\d{1,2})(?::?(\d{2}))?)?\)/gi;

/**
 * The zone that a column or file name states in brackets: `Time(UTC)`, `Filled Time(UTC+02:00)`,
 * `Date (+01:00)`, `…(UTC--6).csv` (the exchange doubles the minus). Null when it states none (`Date(UTCnull)`).
 */
export function zoneInText(text: string): string | null {
  for (const [whole, sign, hours, minutes] of text.matchAll(STATED)) {
    if (hours === undefined) {
      if (sign === undefined && /utc|gmt/i.test(whole)) return 'UTC';
      continue;
    }
    if (sign === undefined) continue;
    const zone = readZone(`${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes ?? '00'}`);
    if (zone) return zone;
  }
  return null;
}
