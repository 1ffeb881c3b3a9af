import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';

/** Realised and paper gains and losses of one sale day (Odean 1998). */
export interface SaleDay {
  /** UTC day number. */
  day: number;
  realisedGains: number;
  realisedLosses: number;
  paperGains: number;
  paperLosses: number;
}

export interface HeldPosition {
  qty: Decimal;
  /** Per unit with fees; null when unknown. */
  avgCost: Decimal | null;
}

/** Market price of a symbol at a moment, or null when nobody knows. */
export type MarkLookup = (symbol: string, ts: number) => Decimal | null;

const DAY_MS = 86_400_000;

/**
 * Odean's counts per UTC day with at least one closing decision. Assets closed that day count once, by the sign of
 * the day's realised result; assets held from the day's begin to its end and not closed count as paper gain or
 * loss at the market price of the day's last close, else at the last own price. Assets opened that day, prices equal to the cost and
 * unknown costs count nothing. Average cost.
 */
export function odeanDays(
  decisions: readonly Decision[],
  finalPositions: ReadonlyMap<string, HeldPosition>,
  markAt: MarkLookup,
): SaleDay[] {
  const sweep = new DaySweep(markAt);
  for (const { key, decision, after } of positionsAfter(decisions, finalPositions)) {
    sweep.add(key, decision, after);
  }
  return sweep.finish();
}

/** Every decision with the key of its book and what is held there after it: the next one's `before`, else the final position. */
export function* positionsAfter(
  decisions: readonly Decision[],
  finalPositions: ReadonlyMap<string, HeldPosition>,
): Generator<{ key: string; decision: Decision; after: HeldPosition }> {
  const keys = decisions.map(bookKey);
  const next = nextInPosition(keys);
  for (const [index, decision] of decisions.entries()) {
    const key = keys[index] ?? '';
    const later = next[index] ?? -1;
    const after = later === -1 ? finalPositions.get(key) : decisions[later]?.before;
    yield { key, decision, after: after ?? { qty: ZERO, avgCost: null } };
  }
}

/** For every decision the place of the next one of the same position; -1 for the last one. */
function nextInPosition(keys: readonly string[]): Int32Array {
  const next = new Int32Array(keys.length);
  const latest = new Map<string, number>();
  for (let index = keys.length - 1; index >= 0; index -= 1) {
    const key = keys[index] ?? '';
    next[index] = latest.get(key) ?? -1;
    latest.set(key, index);
  }
  return next;
}

class DaySweep {
  private readonly markAt: MarkLookup;
  private readonly days: SaleDay[] = [];
  private readonly open = new Map<string, { symbol: string; held: HeldPosition; lastPrice: Decimal }>();
  private day = Number.NaN;
  private openAtBegin = new Set<string>();
  private closed = new Map<string, Decimal | null>();
  private lastCloseTs = 0;

  constructor(markAt: MarkLookup) {
    this.markAt = markAt;
  }

  add(key: string, decision: Decision, after: HeldPosition): void {
    const day = Math.floor(decision.ts / DAY_MS);
    if (day !== this.day) this.begin(day);
    const { closedQty, realisedPnl } = decision.outcome;
    if (closedQty > ZERO) {
      const before = this.closed.get(key);
      const isKnown = realisedPnl !== null && before !== null;
      this.closed.set(key, isKnown ? (before ?? ZERO) + realisedPnl : null);
      this.lastCloseTs = decision.endTs;
    }
    if (after.qty === ZERO) this.open.delete(key);
    else this.open.set(key, { symbol: decision.symbol, held: after, lastPrice: decision.vwap });
  }

  finish(): SaleDay[] {
    this.begin(Number.NaN);
    return this.days;
  }

  private begin(day: number): void {
    if (this.closed.size > 0) this.days.push(this.count());
    this.day = day;
    this.openAtBegin = new Set(this.open.keys());
    this.closed = new Map();
  }

  private count(): SaleDay {
    const counts = { day: this.day, realisedGains: 0, realisedLosses: 0, paperGains: 0, paperLosses: 0 };
    for (const result of this.closed.values()) {
      if (result === null || result === ZERO) continue;
      if (result > ZERO) counts.realisedGains += 1;
      else counts.realisedLosses += 1;
    }
    for (const [key, { symbol, held, lastPrice }] of this.open) {
      if (!this.openAtBegin.has(key) || this.closed.has(key) || held.avgCost === null) continue;
      const mark = this.markAt(symbol, this.lastCloseTs) ?? lastPrice;
      if (mark === held.avgCost) continue;
      if (mark > held.avgCost === held.qty > ZERO) counts.paperGains += 1;
      else counts.paperLosses += 1;
    }
    return counts;
  }
}

/** PGR − PLR of summed counts [RG, RL, PG, PL]; null when either proportion has no trial. */
export function dispositionEffect([rg = 0, rl = 0, pg = 0, pl = 0]: readonly number[]): number | null {
  return rg + pg === 0 || rl + pl === 0 ? null : rg / (rg + pg) - rl / (rl + pl);
}

/** Odean's standard error, which takes the counts as independent. */
export function dispositionError([rg = 0, rl = 0, pg = 0, pl = 0]: readonly number[]): number | null {
  if (rg + pg === 0 || rl + pl === 0) return null;
  const pgr = rg / (rg + pg);
  const plr = rl / (rl + pl);
  return Math.sqrt((pgr * (1 - pgr)) / (rg + pg) + (plr * (1 - plr)) / (rl + pl));
}
