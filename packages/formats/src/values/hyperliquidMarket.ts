/** A coin of Hyperliquid as a market. */
export interface HyperliquidMarket {
  base: string;
  quote: string;
  instrument: 'spot' | 'linear';
}

/** Spot markets that the exchange writes as an index; the numbers are its own and never change. */
const SPOT_INDEX: Readonly<Record<string, string>> = { '@107': 'HYPE' };

/** `ETH` is the perpetual ETH-USD (margin and fees in USDC), `HYPE/USDC` and `@107` are spot; null for an unknown index. */
export function hyperliquidMarket(coin: string): HyperliquidMarket | null {
  const [base, quote] = coin.split('/');
  if (base && quote) return { base, quote, instrument: 'spot' };
  if (!coin.startsWith('@')) return { base: coin, quote: 'USD', instrument: 'linear' };
  const indexed = SPOT_INDEX[coin];
  return indexed ? { base: indexed, quote: 'USDC', instrument: 'spot' } : null;
}
