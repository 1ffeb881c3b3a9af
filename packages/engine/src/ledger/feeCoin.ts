import { type Decimal, minimum, multiply, multiplyDivide, ZERO } from '@twin/shared/primitives/decimal';
import { type Book, bookKey } from './book.ts';
import type { Episode } from './decision.ts';
import { baseOf, type Fill } from './fill.ts';
import type { FeeSale, Ledger, LedgerSources } from './ledger.ts';
import { takeFromLots } from './lots.ts';
import { episodeRecord, isDust } from './openEpisode.ts';
import { knowAgain, takeFromPosition } from './position.ts';

interface Sale {
  size: Decimal;
  cash: Decimal;
  price: Decimal;
  ts: number;
}

/**
 * A fee in a third coin is a sale of that coin at its value of the moment: it leaves the coin's own position and
 * realises its own result. Null when the account is not known to hold the coin, or nobody knows its value; what the
 * fee took beyond the holding came from outside. Source: design page science, section 2.
 */
export function sellFeeCoin(ledger: Ledger, fill: Fill, sources: LedgerSources): FeeSale | null {
  const book = fill.fee > ZERO ? bookOfCoin(ledger, fill) : null;
  const rate = book && sources.rateAt(baseOf(book.symbol), book.contract.settle, fill.ts);
  if (!book || !rate) return null;
  const size = minimum(fill.fee, book.position.qty);
  const sale = { size, cash: multiply(size, rate.rate), price: rate.rate, ts: fill.ts };
  const realised = sell(ledger, book, sale);
  return { book: bookKey(book), realised, closed: closeIfFlat(book, sale) };
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

function sell(ledger: Ledger, book: Book, { size, cash }: Sale): Decimal {
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

function takeLots({ lotMethod }: Ledger, { lots, totals }: Book, size: Decimal, cash: Decimal): void {
  if (!lots || !lotMethod) return;
  const { basis, knownQty } = takeFromLots(lots, size, lotMethod);
  if (knownQty > ZERO) totals.realisedByLots += multiplyDivide(cash, knownQty, size) - basis;
}

function closeIfFlat(book: Book, { price, ts }: Sale): Episode | null {
  const { episode, position, contract } = book;
  if (!episode || !isDust(position.qty, episode.qtyMax)) return null;
  book.episode = null;
  if (!position.known) knowAgain(position, contract, price);
  return episodeRecord(episode, book, ts);
}
