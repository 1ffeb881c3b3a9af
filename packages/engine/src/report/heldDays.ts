import { type Decimal, toNumber, ZERO } from '@twin/shared/primitives/decimal';
import type { Decision } from '../ledger/decision.ts';
import { DAY_MS, dayOf } from './evidence.ts';
import type { HeldTrial } from './gainLogit.ts';
import { type HeldPosition, type MarkLookup, positionsAfter } from './odean.ts';

/** A position that was open when a UTC day began; time held in days, the move since the price was last known. */
export interface HeldDay extends HeldTrial {
  day: number;
}

interface Open {
  symbol: string;
  held: HeldPosition;
  openedTs: number;
  /** The last known one: of its own decision, or the market's at the end of a day. */
  price: Decimal;
}

/**
 * One row per position and UTC day, whether or not anything was sold that day, so that accounts of one symbol count
 * too. Price: that of the first close, else the market's at the day's last decision, on a day without one at its end.
 * A day on which the market is not known says nothing: own prices are known on the days on which somebody acted, and
 * those are no random ones.
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
  const pass = (position: Open, ofDay: number, ts: number, soldAt: Decimal | null) => {
    const mark = markAt(position.symbol, ts);
    if (mark === null) return;
    const row = rowOf(position, soldAt ?? mark, soldAt !== null, ofDay);
    if (row) rows.push(row);
    position.price = mark;
  };
  const endDay = () => {
    for (const [key, position] of atBegin) pass(position, day, lastTs, sold.get(key) ?? null);
  };
  const passDaysUntil = (next: number) => {
    for (let idle = day + 1; idle < next; idle += 1) {
      for (const position of open.values()) pass(position, idle, (idle + 1) * DAY_MS - 1, null);
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

function rowOf(
  { held, openedTs, price: last }: Open,
  price: Decimal,
  isSold: boolean,
  day: number,
): HeldDay | null {
  if (held.avgCost === null || held.avgCost <= ZERO || price <= ZERO || price === held.avgCost) return null;
  const isLong = held.qty > ZERO;
  const change = last > ZERO ? Math.log(toNumber(price) / toNumber(last)) : 0;
  return {
    day,
    isSold,
    isGain: price > held.avgCost === isLong,
    distance: Math.abs(Math.log(toNumber(price) / toNumber(held.avgCost))),
    moves: [isLong ? change : -change],
    lnHold: Math.log(Math.max(1, ((day + 1) * DAY_MS - openedTs) / DAY_MS)),
  };
}
