import { absolute, type Decimal, maximum, ZERO } from '@twin/shared/primitives/decimal';
import { type Contract, unitPrice } from './contract.ts';
import type { AssetAmount, Episode } from './decision.ts';
import type { Fill } from './fill.ts';

/** An episode while it runs: sums only, so that a fill costs the same whatever came before. */
export interface OpenEpisode {
  id: string;
  side: 'long' | 'short';
  openedAt: number;
  /** false: it began outside the history, so openedAt is only when it was first seen. */
  openSeen: boolean;
  /** false: part of its cost is unknown. */
  known: boolean;
  decisionIds: string[];
  qtyMax: Decimal;
  entryQty: Decimal;
  entryValue: Decimal;
  exitQty: Decimal;
  exitValue: Decimal;
  realised: Decimal;
  realisedGross: Decimal;
  funding: Decimal;
  fees: AssetAmount[];
  unvaluedFees: AssetAmount[];
  /** Finished decisions that increased it, the opening one not counted. */
  adds: number;
  /** Notional that the last finished opening or increasing decision put in. */
  lastEntryNotional: Decimal | null;
}

/** An episode that began before the history is not its first fill's, so its id says `:before`. */
export function beginEpisode(
  fill: Pick<Fill, 'id' | 'ts'>,
  side: 'long' | 'short',
  openSeen: boolean,
): OpenEpisode {
  return {
    id: openSeen ? fill.id : `${fill.id}:before`,
    side,
    openedAt: fill.ts,
    openSeen,
    known: openSeen,
    decisionIds: [],
    qtyMax: ZERO,
    entryQty: ZERO,
    entryValue: ZERO,
    exitQty: ZERO,
    exitValue: ZERO,
    realised: ZERO,
    realisedGross: ZERO,
    funding: ZERO,
    fees: [],
    unvaluedFees: [],
    adds: 0,
    lastEntryNotional: null,
  };
}

export function growEpisode(episode: OpenEpisode, positionQty: Decimal): void {
  episode.qtyMax = maximum(episode.qtyMax, absolute(positionQty));
}

/** A remainder below this part of the episode's largest quantity closes the episode and is carried. */
const DUST_PARTS = 1_000_000n;

export function isDust(qty: Decimal, qtyMax: Decimal): boolean {
  return absolute(qty) * DUST_PARTS < qtyMax;
}

/** The episode as a record; `closedAt` null while it runs. Excursions are added where candles are. */
export function episodeRecord(
  episode: OpenEpisode,
  book: { account: string; symbol: string; instrument: Episode['instrument']; contract: Contract },
  closedAt: number | null,
): Episode {
  const record: Episode = {
    id: episode.id,
    account: book.account,
    symbol: book.symbol,
    instrument: book.instrument,
    side: episode.side,
    asset: book.contract.settle,
    openedAt: episode.openedAt,
    closedAt,
    decisionIds: [...episode.decisionIds],
    qtyMax: episode.qtyMax,
    entryPrice: unitPrice(book.contract, episode.entryQty, episode.entryValue),
    exitPrice: unitPrice(book.contract, episode.exitQty, episode.exitValue),
    realisedPnl: episode.known ? episode.realised : null,
    realisedPnlGross: episode.known ? episode.realisedGross : null,
    fees: episode.fees.map((line) => ({ ...line })),
    mae: null,
    mfe: null,
    holdMs: closedAt === null || !episode.openSeen ? null : closedAt - episode.openedAt,
  };
  if (episode.funding !== ZERO) record.funding = episode.funding;
  if (episode.unvaluedFees.length > 0) {
    record.unvaluedFees = episode.unvaluedFees.map((line) => ({ ...line }));
  }
  return record;
}
