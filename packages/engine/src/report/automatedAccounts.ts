import { isClockwork, roundTheClock } from '../biases/suppressors/bot.ts';
import type { Decision } from '../ledger/decision.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/**
 * Trading accounts whose decisions look like a program's: at all hours of the day alike (from 100 decisions on), or like
 * clockwork. A reason to ask the person, no more: a shift worker has odd hours too.
 */
export function automatedAccounts(decisions: readonly Decision[]): string[] {
  const times = new Map<string, number[]>();
  for (const { account, ts } of decisions) {
    const known = times.get(account);
    if (known) known.push(ts);
    else times.set(account, [ts]);
  }
  return [...times].filter(([, own]) => looksAutomated(own)).map(([account]) => account);
}

function looksAutomated(times: readonly number[]): boolean {
  const hours = new Array<number>(HOURS).fill(0);
  for (const ts of times) {
    const hour = Math.floor(ts / HOUR_MS) % HOURS;
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return roundTheClock(hours, times.length) === 1 || isClockwork(times);
}
