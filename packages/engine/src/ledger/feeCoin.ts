import { type Decimal, minimum, multiply, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { type Book, bookKey } from './book.ts';
import type { Episode } from './decision.ts';
import { baseOf, type Fill } from './fill.ts';
import type { FeeSale, Ledger, LedgerSources } from './ledger.ts';
import { takeFromLots } from './lots.ts';
import { episodeRecord, isDust } from './openEpisode.ts';
import { knowAgain, takeFromPosition } from './position.ts';

/**
 * A fee in a third coin is a sale of that coin at its value of the moment: it leaves the coin's own position and
 * realises its own result, which is unknown where nobody knows that value. Null when the account is not known to hold
 * the coin; what the fee took beyond the holding came from outside. Source: design page science, section 2.
 */
export function sellFeeCoin(ledger: Ledger, fill: Fill, sources: LedgerSources): FeeSale | null {
  const book = fill.fee > ZERO ? bookOfCoin(ledger, fill) : null;
  if (!book) return null;
  const rate = sources.rateAt(baseOf(book.symbol), book.contract.settle, fill.ts)?.rate ?? null;
  const size = minimum(fill.fee, book.position.qty);
  const realised =
    rate === null ? giveUnvalued(ledger, book, size) : sell(ledger, book, size, multiply(size, rate));
  return { book: bookKey(book), realised, closed: closeIfFlat(book, rate ?? book.lastPrice, fill.ts) };
}

/** The spot position in the coin, one in the fill's own quote first. */
function bookOfCoin(ledger: Ledger, { account, feeAsset, symbol }: Fill): Book | null {
  const quote = symbol.slice(symbol.lastIndexOf('-'));
  const like = ledger.books.get(bookKey({ account, instrument: 'spot', symbol: `${feeAsset}${quote}` }));
  if (like && like.position.qty > ZERO) return like;
  for (const book of ledger.books.values()) {
    if (book.instrument !== 'spot' || book.account !== account || book.position.qty <= ZERO) continue;
    if (baseOf(book.symbol) === feeAsset) return book;
  }
  return null;
}

function sell(ledger: Ledger, book: Book, size: Decimal, cash: Decimal): Decimal {
  const { position, totals, episode } = book;
  const { known } = position;
  const taken = takeFromPosition(position, size);
  takeLots(ledger, book, size, cash);
  totals.cash += cash;
  if (episode) {
    episode.exitQty += size;
    episode.exitValue += cash;
  }
  if (!known) {
    totals.unknownCostQty += size;
    totals.unknownProceeds += cash;
    return ZERO;
  }
  const realised = cash - taken.basis;
  const gross = cash - taken.gross;
  totals.realised += realised;
  totals.realisedGross += gross;
  if (episode) {
    episode.realised += realised;
    episode.realisedGross += gross;
  } else totals.apart += realised;
  return realised;
}

/**
 * Coins that went for a fee nobody can value: they take their cost along, as a move does, and are in no result and in
 * no exit price. What the episode made is unknown from then on; the fee stands among the unvalued ones of its trade.
 */
function giveUnvalued(ledger: Ledger, book: Book, size: Decimal): Decimal {
  const { position, totals, episode } = book;
  const { known } = position;
  const { basis } = takeFromPosition(position, size);
  takeLots(ledger, book, size, known ? basis : null);
  totals.cash += basis;
  if (!known) totals.unknownCostQty += size;
  if (episode) episode.known = false;
  return ZERO;
}

/** `cash` is what they brought; null where that is unknown, and their result with it. */
function takeLots({ lotMethod }: Ledger, { lots, totals }: Book, size: Decimal, cash: Decimal | null): void {
  if (!lots || !lotMethod) return;
  const { basis, knownQty } = takeFromLots(lots, size, lotMethod);
  if (cash === null || knownQty === ZERO) return;
  totals.realisedByLots += multiplyDivide(cash, knownQty, size) - basis;
}

/** `price`: what a rest of unknown cost is carried at. */
function closeIfFlat(book: Book, price: Decimal, ts: number): Episode | null {
  const { episode, position, contract } = book;
  if (!episode || !isDust(position.qty, episode.qtyMax)) return null;
  book.episode = null;
  if (!position.known) knowAgain(position, contract, price);
  return episodeRecord(episode, book, ts);
}
