import type { Decimal } from '@twin/shared/primitives/decimal';
import type { RateQuality } from '../market/rate.ts';
import type { OwnTerms } from './contract.ts';
import type { Instrument, OrderType, Side } from './fill.ts';

/** What a decision did to the position that it met. */
export type DecisionKind = 'open' | 'increase' | 'reduce' | 'close' | 'flip';

/**
 * One act of the person: the fills of one order, else fills of the same account, symbol and side
 * at most 60 s apart with no opposite fill between. Its id is the trade id of its first fill.
 */
export interface Decision extends OwnTerms {
  id: string;
  fillIds: string[];
  account: string;
  symbol: string;
  instrument: Instrument;
  side: Side;
  kind: DecisionKind;
  /** First and last fill, UTC milliseconds. */
  ts: number;
  endTs: number;
  /** Sum over its fills, base units or contracts. */
  qty: Decimal;
  /** What that is worth at its prices, in the asset that `amountAsset` tells. */
  notional: Decimal;
  /** The price at which all of `qty` is worth `notional`. */
  vwap: Decimal;
  orderType: OrderType | null;
  /** The episode that it opened or acted in (for a flip: the one it closed). */
  episodeId: string;
  before: PositionBefore;
  outcome: DecisionOutcome;
  /** Whoever owns the account says that no program decides in it. */
  byPerson?: true;
}

/** The position as it stood just before the decision's first fill. */
export interface PositionBefore {
  /** Signed base units; 0 when flat. */
  qty: Decimal;
  /** Average cost per unit with fees; null when flat or unknown. */
  avgCost: Decimal | null;
  /** When the current episode opened; null when flat. */
  openedTs: number | null;
  /** Largest absolute quantity of the current episode so far. */
  qtyMax: Decimal;
  /** Decisions that increased the current episode so far, the opening one not counted. */
  adds: number;
  /** Notional of the last opening or increasing decision of the current episode; null when flat. */
  lastEntryNotional: Decimal | null;
}

/** What became of it in the books: facts for later decisions and for cost, never for its own detection. */
export interface DecisionOutcome {
  /** Base units that it closed. */
  closedQty: Decimal;
  /** Net of fees at average cost, quote units; null when part of the cost is unknown; 0 for pure entries. */
  realisedPnl: Decimal | null;
  /** The episode that it brought to flat, if it did. */
  closedEpisode: Episode | null;
}

export function isEntry({ kind }: Decision): boolean {
  return kind === 'open' || kind === 'increase';
}

export interface AssetAmount {
  asset: string;
  amount: Decimal;
}

/** Fees in a third currency, valued in the settlement asset by candles at the time of their fills. */
export interface RatedFee extends AssetAmount {
  value: Decimal;
  quality: RateQuality;
}

/** Flat to flat in one account, symbol and direction. Its id is the trade id of its first fill. */
export interface Episode {
  id: string;
  account: string;
  symbol: string;
  instrument: Instrument;
  side: 'long' | 'short';
  /** What its result is in. */
  asset: string;
  openedAt: number;
  closedAt: number | null;
  decisionIds: string[];
  qtyMax: Decimal;
  /** Average prices of all entries and all exits, fees not included; null without any. */
  entryPrice: Decimal | null;
  exitPrice: Decimal | null;
  /** Net of fees, with funding; null when part of the cost is unknown. */
  realisedPnl: Decimal | null;
  /** Before fees and funding. */
  realisedPnlGross: Decimal | null;
  fees: AssetAmount[];
  /** Received above zero, paid below, for holding a perpetual: part of the net result. Absent when there was none. */
  funding?: Decimal;
  /** Fees in a third currency without a rate: in no P&L figure. Absent when there are none. */
  unvaluedFees?: AssetAmount[];
  /**
   * Worst (≤ 0) and best (≥ 0) excursion against the entry price inside the hold, as signed fractions
   * of it; null without candles.
   */
  mae: number | null;
  mfe: number | null;
  holdMs: number | null;
}
