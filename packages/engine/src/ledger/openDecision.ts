import type { Decimal } from '@twin/shared/primitives/decimal';
import type { Episode, PositionBefore } from './decision.ts';
import type { Fill, OrderType, Side } from './fill.ts';

/** Fills without a common order id belong together up to this gap. */
export const JOIN_GAP_MS = 60_000;

/** A decision that further fills may still join. */
export interface OpenDecision {
  id: string;
  fillIds: string[];
  side: Side;
  orderId: string | null;
  orderType: OrderType | null;
  ts: number;
  /** Order among equal ts, of the first fill. */
  seq: number;
  endTs: number;
  qty: Decimal;
  notional: Decimal;
  episodeId: string;
  before: PositionBefore;
  closedQty: Decimal;
  realised: Decimal;
  realisedKnown: boolean;
  closedEpisode: Episode | null;
  /** Notional that it put into the running episode, for the next decision's `lastEntryNotional`. */
  enteredNotional: Decimal;
}

/**
 * Whether the fill is part of the book's open decision. Where both name their order the order decides;
 * else same side within the gap. Any fill of the book that does not join ends it, so an opposite fill
 * or another order in between separates.
 */
export function joins(decision: OpenDecision, fill: Fill): boolean {
  if (decision.side !== fill.side) return false;
  if (decision.orderId !== null && fill.orderId !== null) return decision.orderId === fill.orderId;
  return fill.ts - decision.endTs <= JOIN_GAP_MS;
}

export function addFill(decision: OpenDecision, fill: Fill, notional: Decimal): void {
  decision.fillIds.push(fill.id);
  decision.orderId ??= fill.orderId;
  decision.orderType ??= fill.orderType;
  decision.endTs = fill.ts;
  decision.qty += fill.qty;
  decision.notional += notional;
}
