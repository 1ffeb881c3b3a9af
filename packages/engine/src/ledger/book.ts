import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Contract } from './contract.ts';
import type { AssetAmount, RatedFee } from './decision.ts';
import type { Fill, Instrument } from './fill.ts';
import type { Lot } from './lots.ts';
import type { OpenDecision } from './openDecision.ts';
import type { OpenEpisode } from './openEpisode.ts';
import { flatPosition, type Position } from './position.ts';
import { remembered } from './remembered.ts';

/** All that is known of one account, symbol and instrument. Books never touch each other. */
export interface Book {
  account: string;
  symbol: string;
  instrument: Instrument;
  contract: Contract;
  position: Position;
  /** Open lots of the display method; null when the ledger keeps none. */
  lots: Lot[] | null;
  episode: OpenEpisode | null;
  /** What the open decision sold beyond the known holding (spot): an episode of unknown cost. */
  excess: OpenEpisode | null;
  decision: OpenDecision | null;
  totals: BookTotals;
  /** Of the last own fill, or of a later one that a move between own accounts brought along: what marks go by. */
  lastPrice: Decimal;
  lastTs: number;
  /** Price of the last own fill where a move has brought a later one; absent else. */
  ownPrice?: Decimal | undefined;
}

export interface BookTotals {
  fills: number;
  /** Settlement units received less paid, fees of known value included. */
  cash: Decimal;
  /** Closed with known cost: net of fees, and before fees. */
  realised: Decimal;
  realisedGross: Decimal;
  /** Realised under the display method; equals `realised` at flat. Unused without lots. */
  realisedByLots: Decimal;
  /** Funding received less paid: part of `realised`, of no price and of no gross figure. */
  funding: Decimal;
  /**
   * What of `realised` came while no episode ran (funding, dust paid as a fee, a fee that took all that was bought): in
   * no episode.
   */
  apart: Decimal;
  /** Base units closed whose cost is unknown. */
  unknownCostQty: Decimal;
  /** Settlement units received for them (paid below zero), net of fees: in no result. */
  unknownProceeds: Decimal;
  /** Base units that came or went outside the history (transfers, a cut-off begin), signed. */
  unexplainedQty: Decimal;
  fees: AssetAmount[];
  /** Fees in settlement units, where their value is known. */
  feeValue: Decimal;
  unvaluedFees: AssetAmount[];
  /** Those in a third currency whose value candles gave: part of `feeValue`. */
  ratedFees: RatedFee[];
}

/** Whether the book's contracts are worth quote units and paid in coins. */
export function isInverse(key: string): boolean {
  return key.startsWith('inverse|');
}

type Place = Pick<Fill, 'account' | 'symbol' | 'instrument'>;

/** Accounts of a symbol whose keys are kept at a time. */
const KEYS_KEPT = 8;
const placesOf = remembered((): (Place & { key: string })[] => []);

/** Instrument and symbol hold no bar, so the key is unambiguous for any account name. */
export function bookKey({ account, symbol, instrument }: Place): string {
  const places = placesOf(symbol);
  for (const place of places)
    if (place.account === account && place.instrument === instrument) return place.key;
  if (places.length >= KEYS_KEPT) places.length = 0;
  const key = `${instrument}|${symbol}|${account}`;
  places.push({ account, symbol, instrument, key });
  return key;
}

/** The symbol in a book's key. */
export function symbolOf(key: string): string {
  const from = key.indexOf('|') + 1;
  return key.slice(from, key.indexOf('|', from));
}

export function emptyBook(fill: Place, contract: Contract, withLots: boolean): Book {
  return {
    account: fill.account,
    symbol: fill.symbol,
    instrument: fill.instrument,
    contract,
    position: flatPosition(),
    lots: withLots ? [] : null,
    episode: null,
    excess: null,
    decision: null,
    totals: {
      fills: 0,
      cash: ZERO,
      realised: ZERO,
      realisedGross: ZERO,
      realisedByLots: ZERO,
      funding: ZERO,
      apart: ZERO,
      unknownCostQty: ZERO,
      unknownProceeds: ZERO,
      unexplainedQty: ZERO,
      fees: [],
      feeValue: ZERO,
      unvaluedFees: [],
      ratedFees: [],
    },
    lastPrice: ZERO,
    lastTs: 0,
  };
}
