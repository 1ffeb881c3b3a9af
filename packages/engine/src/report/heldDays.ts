import { type Decimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { Decision } from '../ledger/decision.ts';
import { DAY_MS, dayOf } from './evidence.ts';
import { type HeldPosition, type MarkLookup, positionsAfter } from './odean.ts';

/** A position that was open when a day with decisions began: was it (partly) closed that day or held on? */
export interface HeldDay {
  day: number;
  isSold: boolean;
  isGain: boolean;
  /** |ln(price ÷ average cost)|. */
  distance: number;
  lnHoldDays: number;
}

interface Open {
  symbol: string;
  held: HeldPosition;
  openedTs: number;
  price: Decimal;
}

/**
 * One row per position and UTC day, whether or not anything was sold that day, so that accounts of one symbol count
 * too. Price: that of the first close, else the market's at the day's last decision (on a day without one: at its
 * end), else the last own one; a day without any decision says nothing where the market is not known.
 */
export function heldDays(
  decisions: readonly Decision[],
  finalPositions: ReadonlyMap<string, HeldPosition>,
  markAt: MarkLookup,
): HeldDay[] {
  const rows: HeldDay[] = [];
  const open = new Map<string, Open>();
  let atBegin = new Map<string, Open>();
  let sold = new Map<string, Decimal>();
  let day = Number.NaN;
  let lastTs = 0;
  const endDay = () => {
    for (const [key, position] of atBegin) {
      const price = sold.get(key) ?? markAt(position.symbol, lastTs) ?? position.price;
      const row = rowOf(position, price, sold.has(key), day);
      if (row) rows.push(row);
    }
  };
  const passDaysUntil = (next: number) => {
    for (let idle = day + 1; idle < next; idle += 1) {
      for (const position of open.values()) {
        const price = markAt(position.symbol, (idle + 1) * DAY_MS - 1);
        const row = price === null ? null : rowOf(position, price, false, idle);
        if (row) rows.push(row);
      }
    }
  };
  for (const { key, decision, after } of positionsAfter(decisions, finalPositions)) {
    if (dayOf(decision.ts) !== day) {
      endDay();
      passDaysUntil(dayOf(decision.ts));
      day = dayOf(decision.ts);
      atBegin = new Map(open);
      sold = new Map();
    }
    lastTs = decision.endTs;
    const { closedQty } = decision.outcome;
    if (closedQty > ZERO && !sold.has(key)) sold.set(key, decision.vwap);
    const { openedTs } = decision.before;
    const isNew = openedTs === null || decision.kind === 'flip';
    if (after.qty === ZERO) open.delete(key);
    else {
      const { symbol, vwap } = decision;
      open.set(key, { symbol, held: after, openedTs: isNew ? decision.ts : openedTs, price: vwap });
    }
  }
  endDay();
  return rows;
}

function rowOf({ held, openedTs }: Open, price: Decimal, isSold: boolean, day: number): HeldDay | null {
  if (held.avgCost === null || held.avgCost <= ZERO || price <= ZERO || price === held.avgCost) return null;
  return {
    day,
    isSold,
    isGain: price > held.avgCost === held.qty > ZERO,
    distance: Math.abs(Math.log(toNumber(price) / toNumber(held.avgCost))),
    lnHoldDays: Math.log(Math.max(1, ((day + 1) * DAY_MS - openedTs) / DAY_MS)),
  };
}
