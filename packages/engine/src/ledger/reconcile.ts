import { absolute, type Decimal, maximum, ZERO } from '@twin/shared/primitives/decimal';
import type { Book } from './book.ts';
import type { Fill } from './fill.ts';
import type { LedgerStep } from './ledger.ts';
import { beginEpisode, episodeRecord, growEpisode } from './openEpisode.ts';

/** Venues print the position rounded; a difference below this part of it is no jump. */
const ROUNDING_PARTS = 1_000_000n;

/**
 * Compares the venue's own start position with ours. A first start that is not zero, or a jump, means
 * that coins moved outside the history: the venue's position holds from here on, and its cost is
 * unknown until it is flat again.
 */
export function reconcile(book: Book, fill: Fill, step: LedgerStep): void {
  const start = fill.startPosition;
  if (start === null) return;
  const { position, totals } = book;
  if (!isJump(start, position.qty, book.episode?.qtyMax ?? absolute(position.qty))) return;
  const jump = start - position.qty;
  step.unexplained.push({
    fillId: fill.id,
    account: book.account,
    symbol: book.symbol,
    ts: fill.ts,
    reason: totals.fills === 0 ? 'held_before' : 'moved_outside',
    qty: jump,
  });
  totals.unexplainedQty += jump;
  setUnknown(book, start, fill);
  const side = start > ZERO ? 'long' : 'short';
  if (book.episode && (start === ZERO || book.episode.side !== side)) closeOutside(book, step);
  if (start === ZERO) return;
  book.episode ??= beginEpisode(fill, side, false);
  book.episode.known = false;
  growEpisode(book.episode, start);
}

/** Whether the venue's position is another one than ours, and not ours in fewer digits. */
export function isJump(start: Decimal, held: Decimal, qtyMax: Decimal): boolean {
  return absolute(start - held) * ROUNDING_PARTS > maximum(absolute(start), qtyMax);
}

function setUnknown(book: Book, qty: Decimal, fill: Fill): void {
  book.position = { qty, basis: ZERO, gross: ZERO, known: qty === ZERO };
  if (book.lots) book.lots = qty === ZERO ? [] : [{ id: fill.id, openedAt: fill.ts, qty, basis: null }];
}

/** The position left the account unseen: the episode ends at the last fill that we know. */
function closeOutside(book: Book, step: LedgerStep): void {
  if (!book.episode) return;
  book.episode.known = false;
  const record = episodeRecord(book.episode, book, book.lastTs);
  step.closed.push(record);
  step.newlyClosed.push(record);
  book.episode = null;
}
