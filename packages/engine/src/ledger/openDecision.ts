import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from './book.ts';
import { unitPrice } from './contract.ts';
import type { Decision, DecisionKind, Episode, PositionBefore } from './decision.ts';
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

export function beginDecision(book: Book, fill: Fill): OpenDecision {
  return {
    id: fill.id,
    fillIds: [],
    side: fill.side,
    orderId: fill.orderId,
    orderType: fill.orderType,
    ts: fill.ts,
    seq: fill.seq,
    endTs: fill.ts,
    qty: ZERO,
    notional: ZERO,
    episodeId: book.episode?.id ?? fill.id,
    before: positionBefore(book),
    closedQty: ZERO,
    realised: ZERO,
    realisedKnown: true,
    closedEpisode: null,
    enteredNotional: ZERO,
  };
}

export function addFill(decision: OpenDecision, fill: Fill, notional: Decimal): void {
  decision.fillIds.push(fill.id);
  decision.orderId ??= fill.orderId;
  decision.orderType ??= fill.orderType;
  decision.endTs = fill.ts;
  decision.qty += fill.qty;
  decision.notional += notional;
}

/** Dust that was carried over a closed episode counts as flat. */
function positionBefore(book: Book): PositionBefore {
  const { episode, position } = book;
  if (!episode) {
    return { qty: ZERO, avgCost: null, openedTs: null, qtyMax: ZERO, adds: 0, lastEntryNotional: null };
  }
  return {
    qty: position.qty,
    avgCost: position.known ? unitPrice(book.contract, position.qty, position.basis) : null,
    openedTs: episode.openSeen ? episode.openedAt : null,
    qtyMax: episode.qtyMax,
    adds: episode.adds,
    lastEntryNotional: episode.lastEntryNotional,
  };
}

/** What the decision has done to the position so far. */
function kindOf(decision: OpenDecision, book: Book): DecisionKind {
  const before = decision.before.qty;
  const spotSale = book.instrument === 'spot' && decision.side === 'sell';
  if (before === ZERO) return spotSale ? 'close' : 'open';
  if (before > ZERO === (decision.side === 'buy')) return 'increase';
  if (book.episode === null) return 'close';
  if (book.episode.id === decision.episodeId) return 'reduce';
  return 'flip';
}

/** The decision with the fills so far, as a record of its own. */
export function decisionRecord(decision: OpenDecision, book: Book): Decision {
  return {
    id: decision.id,
    fillIds: [...decision.fillIds],
    account: book.account,
    symbol: book.symbol,
    instrument: book.instrument,
    side: decision.side,
    kind: kindOf(decision, book),
    ts: decision.ts,
    endTs: decision.endTs,
    qty: decision.qty,
    notional: decision.notional,
    vwap: vwapOf(decision, book),
    orderType: decision.orderType,
    episodeId: decision.episodeId,
    before: decision.before,
    outcome: {
      closedQty: decision.closedQty,
      realisedPnl: decision.realisedKnown ? decision.realised : null,
      closedEpisode: decision.closedEpisode,
    },
  };
}

/** A positive quantity of an inverse contract has an exposure below zero. */
function vwapOf(decision: OpenDecision, book: Book): Decimal {
  if (decision.fillIds.length === 1) return book.lastPrice;
  const value = book.contract.payoff === 'inverse' ? -decision.notional : decision.notional;
  return unitPrice(book.contract, decision.qty, value) ?? ZERO;
}

/** Writes a finished decision into the running episode, so that the next one finds it in `before`. */
export function settleDecision(decision: OpenDecision, book: Book): void {
  const { episode } = book;
  if (!episode || decision.enteredNotional === ZERO) return;
  if (episode.decisionIds.at(-1) !== decision.id) return;
  if (kindOf(decision, book) === 'increase') episode.adds += 1;
  episode.lastEntryNotional = decision.enteredNotional;
}
