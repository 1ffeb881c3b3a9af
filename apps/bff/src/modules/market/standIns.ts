import { baseOf, quoteOf } from '@twin/engine/ledger/fill';
import { DOLLAR_LIKE } from '@twin/engine/market/createMarket';

/** The same base in the other dollar-like quotes, whose candles the engine takes where the symbol has none; best first. */
export function standInsFor(symbol: string): string[] {
  const own = quoteOf(symbol);
  if (!DOLLAR_LIKE.includes(own)) return [];
  return DOLLAR_LIKE.filter((quote) => quote !== own).map((quote) => `${baseOf(symbol)}-${quote}`);
}
