import { absolute, type Decimal } from '@twin/shared/primitives/decimal';
import { barPrice } from '../market/barPrice.ts';
import { lastClosedBar } from '../market/bars.ts';
import type { Market } from '../market/candle.ts';
import type { Book } from './book.ts';
import { exposure } from './contract.ts';

/** What an open position is worth, and by which price. */
export interface Valuation {
  /** Settlement units against its cost, fees included; null when the cost is unknown. */
  unrealised: Decimal | null;
  /** Size in settlement units at the mark. */
  gross: Decimal;
  /** true: the mark is a closed candle of this very symbol; false: of an alias, or the last own fill. */
  isCovered: boolean;
}

/** The price that an open position is valued by. */
export interface Mark {
  price: Decimal;
  isCovered: boolean;
}

/** At `ts`: the last candle that closed after the last own fill, else that fill. */
export function markOf(book: Book, market: Market, ts: number): Mark {
  const candle = candleClose(book, market, ts);
  if (candle === null) return { price: book.lastPrice, isCovered: false };
  return { price: candle, isCovered: market.candles(book.symbol)?.aliasOf === null };
}

/** Values a position at `ts` by its mark. */
export function valueAt(book: Book, market: Market, ts: number): Valuation {
  const { price, isCovered } = markOf(book, market, ts);
  const worth = exposure(book.contract, book.position.qty, price);
  return {
    unrealised: book.position.known ? worth - book.position.basis : null,
    gross: absolute(worth),
    isCovered,
  };
}

function candleClose(book: Book, market: Market, ts: number): Decimal | null {
  const series = market.candles(book.symbol);
  if (!series) return null;
  const bar = lastClosedBar(series, ts);
  const begin = series.ts[bar];
  if (begin === undefined || begin + series.granularityMs < book.lastTs) return null;
  return barPrice(series.close, bar);
}
