import { absolute, type Decimal, minimum, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { type Book, bookKey, emptyBook } from './book.ts';
import type { Episode } from './decision.ts';
import { baseOf } from './fill.ts';
import type { Ledger } from './ledger.ts';
import { insertLot, type Lot, takeFromLots } from './lots.ts';
import { beginEpisode, episodeRecord, growEpisode, isDust, type OpenEpisode } from './openEpisode.ts';
import { addToPosition, knowAgain, type Taken, takeFromPosition } from './position.ts';
import type { Move } from './transfer.ts';

/** What a move between own accounts brought about in one symbol. */
export interface MoveStep {
  /** The book that the coins left, and the one that they came to. */
  book: string;
  to: string;
  realised: Decimal;
  /** The episode that ended in the first account: its coins went on in one that runs in the other. */
  closed: Episode | null;
}

/** One part of a move, in one symbol. */
interface Carriage {
  ledger: Ledger;
  move: Move;
  from: Book;
  to: Book;
  size: Decimal;
  received: Decimal;
}

/**
 * Books a move between own accounts: the coins leave the spot positions that held them, with their cost and the time of
 * their purchase, and stand in the other account under the same symbols. It realises nothing; the network's fee stays
 * in the cost of what arrived. What the first account is not known to hold comes from outside, as a deposit does.
 */
export function applyMove(ledger: Ledger, move: Move): MoveStep[] {
  const steps: MoveStep[] = [];
  let rest = move.sent;
  for (const from of [...ledger.books.values()]) {
    if (rest === ZERO) break;
    if (!holdsCoin(from, move)) continue;
    const size = minimum(rest, from.position.qty);
    const received = multiplyDivide(move.received, size, move.sent);
    rest -= size;
    if (received === ZERO) continue;
    steps.push(carry({ ledger, move, from, to: openBook(ledger, from, move), size, received }));
  }
  return steps;
}

function holdsCoin({ instrument, account, symbol, position, episode }: Book, { from, asset }: Move): boolean {
  return (
    instrument === 'spot' &&
    account === from &&
    episode !== null &&
    position.qty > ZERO &&
    baseOf(symbol) === asset
  );
}

function openBook(ledger: Ledger, { symbol, contract }: Book, { to }: Move): Book {
  const place = { account: to, symbol, instrument: 'spot' } as const;
  const key = bookKey(place);
  const known = ledger.books.get(key);
  if (known) return known;
  const book = emptyBook(place, contract, ledger.lotMethod !== null);
  ledger.books.set(key, book);
  return book;
}

function carry(carriage: Carriage): MoveStep {
  const { from, to, size, received } = carriage;
  const isKnown = from.position.known;
  const taken = takeFromPosition(from.position, size);
  from.totals.cash += taken.basis;
  to.totals.cash -= taken.basis;
  addToPosition(to.position, received, -taken.basis, -taken.gross);
  if (!isKnown) {
    to.position.known = false;
    to.position.basis = ZERO;
    to.position.gross = ZERO;
  }
  carryLots(carriage);
  const closed = carryEpisode(carriage, taken, isKnown);
  if (to.lastTs < from.lastTs) {
    if (to.decision) to.ownPrice ??= to.lastPrice;
    to.lastPrice = from.lastPrice;
    to.lastTs = from.lastTs;
  }
  return { book: bookKey(from), to: bookKey(to), realised: ZERO, closed };
}

/** The lots keep their ids and the times of their purchase; the last one takes what rounding left. */
function carryLots({ ledger: { lotMethod }, from, to, size, received }: Carriage): void {
  if (!lotMethod || !from.lots || !to.lots) return;
  let restSize = size;
  let restReceived = received;
  while (restSize > ZERO) {
    const lot = lotMethod === 'fifo' ? from.lots[0] : from.lots.at(-1);
    if (!lot) throw new RangeError('The lots hold less than what is moved');
    const { id, openedAt } = lot;
    const part = minimum(absolute(lot.qty), restSize);
    const { basis, unknownQty } = takeFromLots(from.lots, part, lotMethod);
    const qty = part === restSize ? restReceived : multiplyDivide(received, part, size);
    restSize -= part;
    restReceived -= qty;
    const moved: Lot = { id, openedAt, qty, basis: unknownQty === ZERO ? basis : null };
    if (qty > ZERO) insertLot(to.lots, moved, lotMethod);
  }
}

/**
 * The whole position takes its episode along, unless something was sold in it or one runs in the other account already;
 * of a part the other account has an episode of its own, which began when the coins were bought.
 */
function carryEpisode(
  { move, from, to, received }: Carriage,
  taken: Taken,
  isKnown: boolean,
): Episode | null {
  const { episode } = from;
  if (!episode) return null;
  let closed: Episode | null = null;
  if (!isDust(from.position.qty, episode.qtyMax)) to.episode ??= partOf(episode, move, to);
  else {
    from.episode = null;
    if (!from.position.known) knowAgain(from.position, from.contract, from.lastPrice);
    if (to.episode === null && episode.exitQty === ZERO) {
      to.episode = episode;
      growEpisode(episode, to.position.qty);
      return null;
    }
    // Without a sale it has no result of its own: that comes where the coins went.
    if (episode.exitQty === ZERO) episode.known = false;
    closed = episodeRecord(episode, from, move.ts);
    to.episode ??= partOf(episode, move, to);
  }
  to.episode.known &&= isKnown;
  to.episode.entryQty += received;
  to.episode.entryValue += taken.gross;
  growEpisode(to.episode, to.position.qty);
  return closed;
}

function partOf(
  { openedAt, openSeen, decisionIds, lastEntryNotional }: OpenEpisode,
  { id, ts }: Move,
  { symbol }: Book,
): OpenEpisode {
  const begun = beginEpisode({ id: `${id}:${symbol}`, ts }, 'long', true);
  return { ...begun, openedAt, openSeen, decisionIds: [...decisionIds], lastEntryNotional };
}
