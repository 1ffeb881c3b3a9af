/** A coin of Hyperliquid as a market. */
export interface HyperliquidMarket {
  base: string;
  quote: string;
  instrument: 'spot' | 'linear';
}

/** Spot markets that the exchange writes as an index; the numbers are its own and never change. */
const SPOT_INDEX: Readonly<Record<string, string>> = { '@107': 'HYPE' };

/**
 * `ETH` is the perpetual ETH-USD (margin and fees in USDC), `HYPE/USDC` and `@107` are spot. An index whose coin
 * we do not know keeps its number as its name; the exchange quotes its indexed markets in USDC.
 */
export function hyperliquidMarket(coin: string): HyperliquidMarket {
  const [base, quote] = coin.split('/');
  if (base && quote) return { base, quote, instrument: 'spot' };
  if (!coin.startsWith('@')) return { base: coin, quote: 'USD', instrument: 'linear' };
  return { base: SPOT_INDEX[coin] ?? coin, quote: 'USDC', instrument: 'spot' };
}

/** A spot buy pays its fee in the bought coin, a spot sell in the quote, a perpetual in USDC. */
export function hyperliquidFeeAsset(
  { base, quote, instrument }: HyperliquidMarket,
  side: 'buy' | 'sell',
): string {
  if (instrument === 'linear') return 'USDC';
  return side === 'buy' ? base : quote;
}
