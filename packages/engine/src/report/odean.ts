import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import { bookKey } from '../ledger/book.ts';
import type { Decision } from '../ledger/decision.ts';
import { shareDifferenceError, shareDifferenceInterval } from '../stats/shareDifference.ts';
import type { Interval } from '../stats/wilson.ts';

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
const FLAT: HeldPosition = { qty: ZERO, avgCost: null };

/**
 * Odean's counts per UTC day with at least one closing decision. Assets closed that day count once, by the sign of the
 * day's sum of (price − average cost) × quantity closed: the cost holds the fees of buying as Odean (1998) has it, the
 * price none of selling, which a paper gain has not paid either. Assets held from the day's begin to its end and not
 * closed count as paper gain or loss at the market price of the day's last close. Assets opened that day, prices equal
 * to the cost and unknown costs count nothing; nor do assets without a market price then, sold or held: the last own
 * price is no market's, and of what was only bought it is the entry, which its fee alone makes a loss.
 */
export function odeanDays(positions: readonly PositionAfter[], markAt: MarkLookup): SaleDay[] {
  const sweep = new DaySweep(markAt);
  for (const { key, decision, after } of positions) sweep.add(key, decision, after);
  return sweep.finish();
}

/** A decision with the key of its book, and what is held there after it. */
export interface PositionAfter {
  key: string;
  decision: Decision;
  after: HeldPosition;
}

/** In the order of the decisions. What is held after one is the next one's `before` in its book, else the final position. */
export function positionsAfter(
  decisions: readonly Decision[],
  finalPositions: ReadonlyMap<string, HeldPosition>,
): PositionAfter[] {
  const held = new Map(finalPositions);
  return decisions
    .toReversed()
    .map((decision) => {
      const key = bookKey(decision);
      const after = held.get(key) ?? FLAT;
      held.set(key, decision.before);
      return { key, decision, after };
    })
    .reverse();
}

class DaySweep {
  private readonly markAt: MarkLookup;
  private readonly days: SaleDay[] = [];
  private readonly open = new Map<string, { symbol: string; held: HeldPosition }>();
  private day = Number.NaN;
  private openAtBegin = new Set<string>();
  private closed = new Map<string, { symbol: string; gain: bigint | null }>();
  private lastCloseTs = 0;

  constructor(markAt: MarkLookup) {
    this.markAt = markAt;
  }

  add(key: string, decision: Decision, after: HeldPosition): void {
    const day = Math.floor(decision.ts / DAY_MS);
    if (day !== this.day) this.begin(day);
    if (decision.outcome.closedQty > ZERO) {
      const { gain: before = ZERO } = this.closed.get(key) ?? {};
      const own = gainOverCost(decision);
      const gain = own === null || before === null ? null : before + own;
      this.closed.set(key, { symbol: decision.symbol, gain });
      this.lastCloseTs = decision.endTs;
    }
    if (after.qty === ZERO) this.open.delete(key);
    else this.open.set(key, { symbol: decision.symbol, held: after });
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
    for (const { symbol, gain } of this.closed.values()) {
      if (gain === null || gain === ZERO || this.markAt(symbol, this.lastCloseTs) === null) continue;
      if (gain > ZERO) counts.realisedGains += 1;
      else counts.realisedLosses += 1;
    }
    for (const [key, { symbol, held }] of this.open) {
      if (!this.openAtBegin.has(key) || this.closed.has(key) || held.avgCost === null) continue;
      const mark = this.markAt(symbol, this.lastCloseTs);
      if (mark === null || mark === held.avgCost) continue;
      if (mark > held.avgCost === held.qty > ZERO) counts.paperGains += 1;
      else counts.paperLosses += 1;
    }
    return counts;
  }
}

/** (price − average cost) × quantity closed in the position's favour; null when part of the cost is unknown. */
function gainOverCost({ before, outcome, vwap }: Decision): bigint | null {
  if (outcome.realisedPnl === null || before.avgCost === null) return null;
  const over = (vwap - before.avgCost) * outcome.closedQty;
  return before.qty > ZERO ? over : -over;
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

/** Odean's error; where a share is 0 or 1 and would have none, Agresti & Caffo's. */
export function carefulDispositionError(sums: readonly number[]): number | null {
  return isAtEdge(sums) ? shareDifferenceError(gainsOf(sums), lossesOf(sums)) : dispositionError(sums);
}

/** Newcombe's interval where a share is 0 or 1, which every resampled day would repeat; else null. */
export function edgeInterval(sums: readonly number[]): Interval | null {
  return isAtEdge(sums) ? shareDifferenceInterval(gainsOf(sums), lossesOf(sums)) : null;
}

function isAtEdge(sums: readonly number[]): boolean {
  return dispositionEffect(sums) !== null && sums.slice(0, 4).includes(0);
}

function gainsOf([rg = 0, , pg = 0]: readonly number[]) {
  return { successes: rg, trials: rg + pg };
}

function lossesOf([, rl = 0, , pl = 0]: readonly number[]) {
  return { successes: rl, trials: rl + pl };
}
