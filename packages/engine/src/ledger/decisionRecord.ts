import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from './book.ts';
import { ownTerms, unitPrice } from './contract.ts';
import type { Decision, DecisionKind, PositionBefore } from './decision.ts';
import type { Fill } from './fill.ts';
import type { OpenDecision } from './openDecision.ts';

export function beginDecision(book: Book, fill: Fill): OpenDecision {
  book.ownPrice = undefined;
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

/** What its fills have done to the position so far: by themselves, as a move may change the position after them. */
function kindOf(decision: OpenDecision, book: Book): DecisionKind {
  const before = decision.before.qty;
  const spotSale = book.instrument === 'spot' && decision.side === 'sell';
  if (before === ZERO) return spotSale ? 'close' : 'open';
  if (before > ZERO === (decision.side === 'buy')) return 'increase';
  if (decision.enteredNotional !== ZERO) return 'flip';
  return decision.closedEpisode === null ? 'reduce' : 'close';
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
    ...ownTerms(book.contract, book),
  };
}

/** A positive quantity of an inverse contract has an exposure below zero. */
function vwapOf(decision: OpenDecision, book: Book): Decimal {
  if (decision.fillIds.length === 1) return book.ownPrice ?? book.lastPrice;
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
