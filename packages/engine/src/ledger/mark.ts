import { absolute, type Decimal, readDecimal, ZERO } from '@twin/shared/primitives/decimal';
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

/** Values a position at `ts` by the last candle that closed after the last own fill, else by that fill. */
export function valueAt(book: Book, market: Market, ts: number): Valuation {
  const candle = candleClose(book, market, ts);
  const worth = exposure(book.contract, book.position.qty, candle ?? book.lastPrice);
  return {
    unrealised: book.position.known ? worth - book.position.basis : null,
    gross: absolute(worth),
    isCovered: candle !== null && market.candles(book.symbol)?.aliasOf === null,
  };
}

function candleClose(book: Book, market: Market, ts: number): Decimal | null {
  const series = market.candles(book.symbol);
  if (!series) return null;
  const bar = lastClosedBar(series, ts);
  const begin = series.ts[bar];
  const close = series.close[bar];
  if (begin === undefined || close === undefined) return null;
  if (begin + series.granularityMs < book.lastTs) return null;
  const reading = readDecimal(String(close), { exponent: true, round: true });
  return reading.ok && reading.value > ZERO ? reading.value : null;
}
