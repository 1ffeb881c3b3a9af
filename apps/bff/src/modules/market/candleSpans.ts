import type { TradedSymbol } from './CandleNeedRepo.ts';

export interface Span {
  from: number;
  until: number;
}

const DAY_MS = 86_400_000;
/** Averages and ranges before the first decision need bars that precede it. */
const WARM_UP_MS = 10 * DAY_MS;
/** The longest horizon of a simulation, and a day. */
const AFTERMATH_MS = 31 * DAY_MS;

/** The bars that a symbol's trades are judged by: to the present while it is held, else until its outcomes are known. */
export function neededSpan({ firstAt, lastAt, isHeld }: TradedSymbol, barMs: number, now: number): Span {
  const end = isHeld ? now : Math.min(now, lastAt.getTime() + AFTERMATH_MS);
  return { from: floorTo(firstAt.getTime() - WARM_UP_MS, barMs), until: floorTo(end, barMs) };
}

/** What is needed and not covered. A series has no hole: what lies between comes too. */
export function missingSpans(needed: Span, covered: Span | null): Span[] {
  if (!covered) return needed.from < needed.until ? [needed] : [];
  return [
    { from: needed.from, until: covered.from },
    { from: covered.until, until: needed.until },
  ].filter(({ from, until }) => from < until);
}

export function floorTo(ts: number, stepMs: number): number {
  return Math.floor(ts / stepMs) * stepMs;
}
