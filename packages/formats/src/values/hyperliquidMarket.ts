/** A coin of Hyperliquid as a market. */
export interface HyperliquidMarket {
  base: string;
  quote: string;
  instrument: 'spot' | 'linear';
  /** What a perpetual pays its result and its fees in; null for spot. */
  settle: string | null;
}

/** Spot markets that the exchange writes as an index; the numbers are its own and never change. */
const SPOT_INDEX: Readonly<Record<string, string>> = { '@107': 'HYPE' };

/**
 * `ETH` is the perpetual ETH-USD (margin and fees in USDC), `HYPE/USDC` and `@107` are spot. An index whose coin
 * we do not know keeps its number as its name; the exchange quotes its indexed markets in USDC.
 */
export function hyperliquidMarket(coin: string): HyperliquidMarket {
  const [base, quote] = coin.split('/');
  if (base && quote) return { base, quote, instrument: 'spot', settle: null };
  if (!coin.startsWith('@')) return { base: coin, quote: 'USD', instrument: 'linear', settle: 'USDC' };
  return { base: SPOT_INDEX[coin] ?? coin, quote: 'USDC', instrument: 'spot', settle: null };
}

/** A spot buy pays its fee in the bought coin, a spot sell in the quote, a perpetual in USDC. */
export function hyperliquidFeeAsset(
  { base, quote, settle }: HyperliquidMarket,
  side: 'buy' | 'sell',
): string {
  if (settle !== null) return settle;
  return side === 'buy' ? base : quote;
}
