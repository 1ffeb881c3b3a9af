import { type Decimal, multiply, ZERO } from '@twin/shared/primitives/decimal';
import { addAmount } from '../money/assetAmounts.ts';
import { type Book, bookKey, emptyBook } from './book.ts';
import { contractOf } from './contract.ts';
import type { Instrument } from './fill.ts';
import type { Ledger, LedgerSources } from './ledger.ts';

/** What holding a perpetual brought or cost between two fills: money by position, not by trade. */
export interface Funding {
  id: string;
  account: string;
  symbol: string;
  instrument: Exclude<Instrument, 'spot' | 'margin'>;
  asset: string;
  /** Received above zero, paid below. */
  amount: Decimal;
  /** UTC milliseconds. */
  ts: number;
}

/** What one funding brought about: its book, and its value in the book's settlement asset. */
export interface FundingStep {
  book: string;
  realised: Decimal;
}

/** Why a funding cannot be booked, or null. */
export function fundingProblem(funding: Funding, sources: LedgerSources): string | null {
  const isKnown = contractOf({ ...funding, settle: funding.asset }, sources.contracts) !== null;
  return isKnown ? null : `no contract terms are known for ${funding.symbol}`;
}

/**
 * Books one funding: part of the result of its book and of the running episode, never of a price. One that meets no
 * position is in the book's result alone. In another asset than the book's it is valued by the rate of its moment, or
 * listed among what has no value. Source: design page science, section 2.
 * Through `applyAside`, which keeps the order. @throws RangeError when `fundingProblem` names a problem.
 */
export function applyFunding(ledger: Ledger, funding: Funding, sources: LedgerSources): FundingStep {
  const key = bookKey(funding);
  const book = ledger.books.get(key) ?? openBook(ledger, key, funding, sources);
  const realised = worthOf(book, funding, sources);
  const { totals, episode } = book;
  totals.cash += realised;
  totals.realised += realised;
  totals.realisedByLots += realised;
  totals.funding += realised;
  if (episode) {
    episode.realised += realised;
    episode.funding += realised;
  } else totals.apart += realised;
  return { book: key, realised };
}

function openBook(ledger: Ledger, key: string, funding: Funding, sources: LedgerSources): Book {
  const contract = contractOf({ ...funding, settle: funding.asset }, sources.contracts);
  if (!contract) throw new RangeError(`No contract terms are known for ${funding.symbol}`);
  const book = emptyBook(funding, contract, ledger.lotMethod !== null);
  ledger.books.set(key, book);
  return book;
}

function worthOf(
  { contract, totals }: Book,
  { asset, amount, ts }: Funding,
  sources: LedgerSources,
): Decimal {
  if (asset === contract.settle) return amount;
  const found = sources.rateAt(asset, contract.settle, ts);
  if (found) return multiply(amount, found.rate);
  addAmount(totals.unvaluedFees, asset, -amount);
  return ZERO;
}
