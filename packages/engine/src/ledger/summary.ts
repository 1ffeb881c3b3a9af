import { type Decimal, ZERO } from '@twin/shared/primitives/decimal';
import type { Market } from '../market/candle.ts';
import { sumAmounts, sumRated } from '../money/assetAmounts.ts';
import type { Book } from './book.ts';
import { unitPrice } from './contract.ts';
import type { AssetAmount, RatedFee } from './decision.ts';
import type { Ledger } from './ledger.ts';
import { valueAt } from './mark.ts';

/** One symbol's position and result over all accounts, in its settlement asset. */
export interface SymbolTotals {
  symbol: string;
  asset: string;
  fills: number;
  /** Signed base units. */
  position: Decimal;
  /** Per unit, fees included; null when flat, of unknown cost, or long here and short there. */
  avgCost: Decimal | null;
  /** Net of fees, average cost. */
  realisedPnl: Decimal;
  realisedPnlGross: Decimal;
  /** Received less paid for holding perpetuals: part of the net result. */
  funding: Decimal;
  /** At the marks of `valueAt`; null when part of the open position has unknown cost. */
  unrealisedPnl: Decimal | null;
  fees: AssetAmount[];
  /** Fees whose value is unknown: in no P&L figure. */
  unvaluedFees: AssetAmount[];
  /** Fees in a third currency whose value candles gave, with the quality of the rate. */
  ratedFees: RatedFee[];
  /** Fees in the settlement asset, where their value is known. */
  feeValue: Decimal;
  /** Base units closed at unknown cost, and what they brought: in no P&L figure. */
  unknownCostQty: Decimal;
  unknownProceeds: Decimal;
}

/** The result in one settlement asset: sums of its symbols, never across assets. */
export interface AssetTotals {
  asset: string;
  realisedPnl: Decimal;
  realisedPnlGross: Decimal;
  unrealisedPnl: Decimal | null;
  fees: Decimal;
  funding: Decimal;
  unvaluedFees: AssetAmount[];
}

/** Totals per symbol at `ts`, ordered by symbol, then asset. */
export function symbolTotals(ledger: Ledger, market: Market, ts: number): SymbolTotals[] {
  const groups = new Map<string, Book[]>();
  for (const book of ledger.books.values()) {
    const key = `${book.symbol}|${book.contract.settle}`;
    const group = groups.get(key);
    if (group) group.push(book);
    else groups.set(key, [book]);
  }
  return [...groups.keys()].sort().map((key) => totalsOf(groups.get(key) ?? [], market, ts));
}

function totalsOf(books: readonly Book[], market: Market, ts: number): SymbolTotals {
  const totals = books.map((book) => book.totals);
  const open = books.filter((book) => book.position.qty !== ZERO);
  return {
    symbol: books[0]?.symbol ?? '',
    asset: books[0]?.contract.settle ?? '',
    fills: totals.reduce((sum, line) => sum + line.fills, 0),
    position: sum(books.map((book) => book.position.qty)),
    avgCost: averageCost(open),
    realisedPnl: sum(totals.map((line) => line.realised)),
    realisedPnlGross: sum(totals.map((line) => line.realisedGross)),
    funding: sum(totals.map((line) => line.funding)),
    unrealisedPnl: sumKnown(open.map((book) => valueAt(book, market, ts).unrealised)),
    fees: sumAmounts(totals.map((line) => line.fees)),
    unvaluedFees: sumAmounts(totals.map((line) => line.unvaluedFees)),
    ratedFees: sumRated(totals.map((line) => line.ratedFees)),
    feeValue: sum(totals.map((line) => line.feeValue)),
    unknownCostQty: sum(totals.map((line) => line.unknownCostQty)),
    unknownProceeds: sum(totals.map((line) => line.unknownProceeds)),
  };
}

function averageCost(open: readonly Book[]): Decimal | null {
  const first = open[0];
  if (!first || open.some((book) => !book.position.known)) return null;
  if (open.some((book) => book.position.qty > ZERO !== first.position.qty > ZERO)) return null;
  if (open.some((book) => book.contract.payoff !== first.contract.payoff)) return null;
  const qty = sum(open.map((book) => book.position.qty));
  return unitPrice(first.contract, qty, sum(open.map((book) => book.position.basis)));
}

/** Totals per settlement asset, ordered by asset; the figures are sums of `symbolTotals`. */
export function assetTotals(symbols: readonly SymbolTotals[]): AssetTotals[] {
  const assets = [...new Set(symbols.map((line) => line.asset))].sort();
  return assets.map((asset) => {
    const lines = symbols.filter((line) => line.asset === asset);
    return {
      asset,
      realisedPnl: sum(lines.map((line) => line.realisedPnl)),
      realisedPnlGross: sum(lines.map((line) => line.realisedPnlGross)),
      unrealisedPnl: sumKnown(lines.map((line) => line.unrealisedPnl)),
      fees: sum(lines.map((line) => line.feeValue)),
      funding: sum(lines.map((line) => line.funding)),
      unvaluedFees: sumAmounts(lines.map((line) => line.unvaluedFees)),
    };
  });
}

function sum(values: readonly Decimal[]): Decimal {
  return values.reduce((total, value) => total + value, ZERO);
}

function sumKnown(values: readonly (Decimal | null)[]): Decimal | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : sum(known);
}
