import type { Decimal } from '@twin/shared/primitives/decimal';
import { type Market, NO_MARKET } from '../market/candle.ts';
import type { RateLookup } from '../market/rate.ts';
import type { Book } from './book.ts';
import { type ContractLookup, contractOf } from './contract.ts';
import type { Decision, Episode } from './decision.ts';
import { decisionRecord } from './decisionRecord.ts';
import { compareFills, type Fill, type FillOrder } from './fill.ts';
import type { LotMethod } from './lots.ts';
import { episodeRecord } from './openEpisode.ts';

/**
 * The running state of the fold over fills. It grows with open positions, not with fills, and is
 * advanced in place by `applyFill`; `saveLedger` makes a checkpoint.
 *
 * Live equals replay by construction: `replay` is `applyFill` over all fills. A decision is open until a
 * fill of its book does not join it (`step.finished`); until then `openDecision` gives it with the fills
 * so far, under an id and a `before` that never change. So score it after each of its fills with the
 * baselines of its first one, and let the new tags replace the old; when `finished` comes nothing changes
 * any more. A fill that is older than the last one applied: load the checkpoint before it, apply again.
 */
export interface Ledger {
  /** Also keep lots for display by this method. Average cost is always kept. */
  lotMethod: LotMethod | null;
  books: Map<string, Book>;
  /** The last fill applied, for the order check. */
  last: FillOrder | null;
  /** Time of the last funding or move booked; 0 before the first. */
  asideTs: number;
}

/** What the fold asks of the outside. The same answers must come in a replay. */
export interface LedgerSources {
  market: Market;
  rateAt: RateLookup;
  contracts: ContractLookup;
}

export const NO_SOURCES: LedgerSources = { market: NO_MARKET, rateAt: () => null, contracts: () => null };

/** A quantity that the history does not explain. */
export interface Unexplained {
  fillId: string;
  account: string;
  symbol: string;
  ts: number;
  /** Held before the first fill, moved outside the history, or sold beyond the known holding. */
  reason: 'held_before' | 'moved_outside' | 'sold_beyond_holding';
  /** Signed base units: what must have come in (above zero) or gone out. */
  qty: Decimal;
}

/** The coins that a fee took out of a position. */
export interface FeeSale {
  book: string;
  /** What that realised, in the book's settlement asset. */
  realised: Decimal;
  /** The episode that it brought to flat. */
  closed: Episode | null;
}

/** What one fill brought about. */
export interface LedgerStep {
  /** Key of its book, for `openDecision`. */
  book: string;
  /** The decision that the fill belongs to, and whether it began it. */
  decisionId: string;
  opened: boolean;
  /** The decision before it in the same book, final from now on. */
  finished: Decision | null;
  /** Episodes that reached flat. An id may come again in a later step of the same decision: it replaces. */
  closed: Episode[];
  /** Those of them that were not closed before: each episode comes here once. */
  newlyClosed: Episode[];
  unexplained: Unexplained[];
  /** What it realised at known cost (net of fees, and before) and its fee, in the settlement asset. */
  realised: Decimal;
  realisedGross: Decimal;
  fee: Decimal;
  /** What its fee took out of the position in another coin; its closed episode is among those above. */
  feeSale: FeeSale | null;
}

export function emptyLedger(lotMethod: LotMethod | null = null): Ledger {
  return { lotMethod, books: new Map(), last: null, asideTs: 0 };
}

/** Why a fill cannot be booked, or null. Check it first: `applyFill` throws on the same grounds. */
export function fillProblem(fill: Fill, sources: LedgerSources): string | null {
  if (fill.qty <= 0n) return 'quantity is not above zero';
  if (fill.price < 0n) return 'price is below zero';
  if (fill.fee !== 0n && fill.feeAsset === null) return 'the fee names no asset';
  if (fill.instrument === 'inverse' && fill.price === 0n)
    return 'an inverse contract needs a price above zero';
  if (contractOf(fill, sources.contracts) === null) return `no contract terms are known for ${fill.symbol}`;
  return null;
}

/** @throws RangeError when the fill does not come after the last one: rewind to a checkpoint before it. */
export function checkOrder(ledger: Ledger, fill: Fill): void {
  const { last } = ledger;
  if (last && compareFills(last, fill) >= 0) {
    throw new RangeError(`Fill ${fill.id} does not come after ${last.id}: rewind the ledger first`);
  }
}

/** The book's open decision with its fills so far; null before the first fill. */
export function openDecision(ledger: Ledger, book: string): Decision | null {
  const found = ledger.books.get(book);
  return found?.decision ? decisionRecord(found.decision, found) : null;
}

/** Every decision that further fills may still join, in order of their first fill. */
export function openDecisions(ledger: Ledger): Decision[] {
  return [...ledger.books.values()]
    .flatMap((book) => (book.decision ? [{ book, decision: book.decision }] : []))
    .sort((a, b) => compareFills(a.decision, b.decision))
    .map(({ book, decision }) => decisionRecord(decision, book));
}

/** Every running episode, in order of its begin. */
export function openEpisodes(ledger: Ledger): Episode[] {
  return [...ledger.books.values()]
    .flatMap((book) => (book.episode ? [episodeRecord(book.episode, book, null)] : []))
    .sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
}
