import { absolute, type Decimal, minimum, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { addAmount, addRated } from '../money/assetAmounts.ts';
import { type Book, bookKey, emptyBook } from './book.ts';
import { contractOf } from './contract.ts';
import type { Episode } from './decision.ts';
import { beginDecision, decisionRecord, settleDecision } from './decisionRecord.ts';
import { withExcursions } from './excursions.ts';
import { sellFeeCoin } from './feeCoin.ts';
import type { Fill } from './fill.ts';
import {
  checkOrder,
  fillProblem,
  type Ledger,
  type LedgerSources,
  type LedgerStep,
  NO_SOURCES,
} from './ledger.ts';
import { insertLot, takeFromLots } from './lots.ts';
import { type Movement, movementOf } from './movement.ts';
import { addFill, joins, type OpenDecision } from './openDecision.ts';
import { beginEpisode, episodeRecord, growEpisode, isDust, type OpenEpisode } from './openEpisode.ts';
import { type Part, partOf } from './part.ts';
import { addToPosition, knowAgain, takeFromPosition } from './position.ts';
import { reconcile } from './reconcile.ts';

/**
 * Books one fill: position at average cost, decision, episode. Cost of a call does not depend on how
 * many fills came before. A replay is this function over every fill, so live equals replay.
 * @throws RangeError when the fill is out of order or `fillProblem` names a problem.
 */
export function applyFill(ledger: Ledger, fill: Fill, sources: LedgerSources = NO_SOURCES): LedgerStep {
  const problem = fillProblem(fill, sources);
  if (problem !== null) throw new RangeError(`Fill ${fill.id}: ${problem}`);
  checkOrder(ledger, fill);
  ledger.last = { ts: fill.ts, seq: fill.seq, id: fill.id };
  const key = bookKey(fill);
  const book = ledger.books.get(key) ?? openBook(ledger, key, fill, sources);
  const step: LedgerStep = {
    book: key,
    decisionId: '',
    opened: false,
    finished: null,
    closed: [],
    newlyClosed: [],
    unexplained: [],
    realised: ZERO,
    realisedGross: ZERO,
    fee: ZERO,
    feeSale: null,
  };
  const { realised, realisedGross, feeValue } = book.totals;
  const decision = decide(book, fill, step);
  const movement = movementOf(fill, book.contract, sources.rateAt);
  addFill(decision, fill, movement.notional);
  book.lastPrice = fill.price;
  book.lastTs = fill.ts;
  book.totals.fills += 1;
  if (fill.feeAsset !== null && fill.fee !== ZERO) addAmount(book.totals.fees, fill.feeAsset, fill.fee);
  move({ ledger, book, fill, decision, step, sources }, movement);
  step.realised = book.totals.realised - realised;
  step.realisedGross = book.totals.realisedGross - realisedGross;
  step.fee = book.totals.feeValue - feeValue;
  if (movement.rated || movement.unvalued) payWithCoin(ledger, fill, step, sources);
  return step;
}

/** The coins of a fee in a third currency leave the position that held them. */
function payWithCoin(ledger: Ledger, fill: Fill, step: LedgerStep, sources: LedgerSources): void {
  step.feeSale = sellFeeCoin(ledger, fill, sources);
  const closed = step.feeSale?.closed;
  if (!closed) return;
  step.closed.push(closed);
  step.newlyClosed.push(closed);
}

function openBook(ledger: Ledger, key: string, fill: Fill, sources: LedgerSources): Book {
  const contract = contractOf(fill, sources.contracts);
  if (!contract) throw new RangeError(`No contract terms are known for ${fill.symbol}`);
  const book = emptyBook(fill, contract, ledger.lotMethod !== null);
  ledger.books.set(key, book);
  return book;
}

function decide(book: Book, fill: Fill, step: LedgerStep): OpenDecision {
  let decision = book.decision;
  if (!decision || !joins(decision, fill)) {
    if (decision) {
      step.finished = decisionRecord(decision, book);
      settleDecision(decision, book);
    }
    book.excess = null;
    reconcile(book, fill, step);
    decision = beginDecision(book, fill);
    book.decision = decision;
    step.opened = true;
  } else {
    reconcile(book, fill, step);
  }
  step.decisionId = decision.id;
  return decision;
}

interface Booking {
  ledger: Ledger;
  book: Book;
  fill: Fill;
  decision: OpenDecision;
  step: LedgerStep;
  sources: LedgerSources;
}

function move(booking: Booking, movement: Movement): void {
  const { book, fill } = booking;
  const { totals, position } = book;
  totals.cash += movement.cash;
  totals.feeValue += movement.grossCash - movement.cash;
  if (movement.unvalued) addAmount(totals.unvaluedFees, movement.unvalued.asset, movement.unvalued.amount);
  if (movement.rated) addRated(totals.ratedFees, movement.rated);
  const size = absolute(movement.dq);
  if (size === ZERO) {
    payWhole(booking, movement);
    return;
  }
  const opposite = position.qty !== ZERO && position.qty > ZERO !== movement.dq > ZERO;
  const closeSize = opposite ? minimum(absolute(position.qty), size) : ZERO;
  const whole: Part = { size, cash: movement.cash, grossCash: movement.grossCash, fee: fill.fee };
  const closing = partOf(whole, closeSize);
  const rest: Part = {
    size: size - closing.size,
    cash: whole.cash - closing.cash,
    grossCash: whole.grossCash - closing.grossCash,
    fee: whole.fee - closing.fee,
  };
  const side = movement.dq > ZERO ? 'long' : 'short';
  const isExcess = book.instrument === 'spot' && side === 'short';
  if (closing.size > ZERO) close(booking, closing, rest.size > ZERO && !isExcess ? side : null, movement);
  if (rest.size === ZERO) return;
  if (isExcess) closeUnknown(booking, rest, movement);
  else open(booking, rest, side, movement);
}

/** The fee took all that was bought: money went, and nothing came of it. */
function payWhole(booking: Booking, movement: Movement): void {
  const { book, fill, decision } = booking;
  const { cash, grossCash } = movement;
  book.totals.realisedByLots += cash;
  if (book.episode) {
    realise(booking, book.episode, cash, grossCash);
    touch(booking, book.episode, { size: ZERO, cash, grossCash, fee: fill.fee }, movement);
    return;
  }
  book.totals.realised += cash;
  book.totals.realisedGross += grossCash;
  book.totals.apart += cash;
  decision.realised += cash;
}

function open(booking: Booking, part: Part, side: 'long' | 'short', movement: Movement): void {
  const { ledger, book, fill, decision } = booking;
  const dq = side === 'long' ? part.size : -part.size;
  addToPosition(book.position, dq, part.cash, part.grossCash);
  if (book.lots && ledger.lotMethod) {
    insertLot(book.lots, { id: fill.id, openedAt: fill.ts, qty: dq, basis: -part.cash }, ledger.lotMethod);
  }
  book.episode ??= beginEpisode(fill, side, true);
  const { episode } = book;
  episode.entryQty += dq;
  episode.entryValue -= part.grossCash;
  growEpisode(episode, book.position.qty);
  touch(booking, episode, part, movement);
  decision.enteredNotional += absolute(part.grossCash);
}

/** `crossingTo` is the side that the same fill opens after this close, when it crosses zero. */
function close(booking: Booking, part: Part, crossingTo: 'long' | 'short' | null, movement: Movement): void {
  const { book, fill, decision } = booking;
  const { position } = book;
  const episode = closingEpisode(booking, crossingTo);
  growEpisode(episode, position.qty);
  const signed = position.qty > ZERO ? -part.size : part.size;
  const { known } = position;
  const taken = takeFromPosition(position, part.size);
  takeLots(booking, part);
  decision.closedQty += part.size;
  episode.exitQty -= signed;
  episode.exitValue += part.grossCash;
  if (known) {
    realise(booking, episode, part.cash - taken.basis, part.grossCash - taken.gross);
  } else {
    book.totals.unknownCostQty += part.size;
    book.totals.unknownProceeds += part.cash;
    decision.realisedKnown = false;
    episode.known = false;
  }
  touch(booking, episode, part, movement);
  const isNew = episode.id === fill.id;
  if (crossingTo === null ? isDust(position.qty, episode.qtyMax) : !isNew) finish(booking, episode);
}

/** The running episode; else (only carried dust was held) the excess of a spot sale or a new one. */
function closingEpisode(booking: Booking, crossingTo: 'long' | 'short' | null): OpenEpisode {
  const { book, fill } = booking;
  if (book.episode) return book.episode;
  if (book.instrument === 'spot') return excessEpisode(booking);
  book.episode = beginEpisode(fill, crossingTo ?? (book.position.qty > ZERO ? 'long' : 'short'), true);
  return book.episode;
}

function excessEpisode({ book, fill }: Booking): OpenEpisode {
  book.excess ??= { ...beginEpisode(fill, 'long', true), openSeen: false };
  return book.excess;
}

/** Spot never goes short: what is sold beyond the holding came from outside, at an unknown cost. */
function closeUnknown(booking: Booking, part: Part, movement: Movement): void {
  const { book, fill, decision, step } = booking;
  const episode = excessEpisode(booking);
  book.totals.unknownCostQty += part.size;
  book.totals.unknownProceeds += part.cash;
  book.totals.unexplainedQty += part.size;
  decision.closedQty += part.size;
  decision.realisedKnown = false;
  episode.known = false;
  episode.exitQty += part.size;
  episode.exitValue += part.grossCash;
  episode.qtyMax += part.size;
  touch(booking, episode, part, movement);
  finish(booking, episode);
  step.unexplained.push({
    fillId: fill.id,
    account: book.account,
    symbol: book.symbol,
    ts: fill.ts,
    reason: 'sold_beyond_holding',
    qty: part.size,
  });
}

function realise(booking: Booking, episode: OpenEpisode, net: Decimal, gross: Decimal): void {
  booking.book.totals.realised += net;
  booking.book.totals.realisedGross += gross;
  booking.decision.realised += net;
  episode.realised += net;
  episode.realisedGross += gross;
}

function takeLots({ ledger, book }: Booking, part: Part): void {
  if (!book.lots || !ledger.lotMethod) return;
  const taken = takeFromLots(book.lots, part.size, ledger.lotMethod);
  if (taken.knownQty === ZERO) return;
  const cash = taken.unknownQty === ZERO ? part.cash : multiplyDivide(part.cash, taken.knownQty, part.size);
  book.totals.realisedByLots += cash - taken.basis;
}

/** Names the decision and the fee in the episode. */
function touch(booking: Booking, episode: OpenEpisode, part: Part, movement: Movement): void {
  const { fill, decision } = booking;
  const { decisionIds } = episode;
  if (decisionIds[decisionIds.length - 1] !== decision.id) decisionIds.push(decision.id);
  if (fill.feeAsset === null || part.fee === ZERO) return;
  addAmount(episode.fees, fill.feeAsset, part.fee);
  if (movement.unvalued) addAmount(episode.unvaluedFees, fill.feeAsset, part.fee);
}

function finish({ book, fill, decision, step, sources }: Booking, episode: OpenEpisode): void {
  if (book.episode === episode) book.episode = null;
  if (!book.position.known) knowAgain(book.position, book.contract, fill.price);
  const record = withExcursions(episodeRecord(episode, book, fill.ts), sources.market);
  decision.closedEpisode = record;
  if (episode === book.excess) {
    closeExcess(step, record, fill);
    return;
  }
  step.closed.push(record);
  step.newlyClosed.push(record);
}

/** The excess of a decision grows with its fills, and with both parts of one: it is new at its first fill alone. */
function closeExcess(step: LedgerStep, record: Episode, fill: Fill): void {
  const isOther = ({ id }: Episode): boolean => id !== record.id;
  step.closed = [...step.closed.filter(isOther), record];
  if (record.id === fill.id) step.newlyClosed = [...step.newlyClosed.filter(isOther), record];
}
