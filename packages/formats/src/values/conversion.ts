import { type Decimal, divideRounded, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { quoteRank } from './pair.ts';

/** One asset given or received. */
export interface Leg {
  asset: string;
  amount: Decimal;
}

export interface Conversion {
  symbol: string;
  side: 'buy' | 'sell';
  qty: Decimal;
  price: Decimal;
}

/** New names of the same coin: changing one for the other is no trade. */
const SAME_COIN = [
  ['ETH', 'ETH2', 'BETH'],
  ['MATIC', 'POL'],
  ['MKR', 'SKY'],
  ['LUNA', 'LUNC'],
  ['GNT', 'GLM'],
  ['REP', 'REPV2'],
];

/** One coin given for another one as a trade: the more money-like asset is the quote, of two equal ones the given. */
export function conversionOf(given: Leg, received: Leg): Conversion {
  const isBuy = quoteRank(given.asset) <= quoteRank(received.asset);
  const [base, quote] = isBuy ? [received, given] : [given, received];
  return {
    symbol: `${base.asset}-${quote.asset}`,
    side: isBuy ? 'buy' : 'sell',
    qty: base.amount,
    price: priceOf(quote.amount, base.amount),
  };
}

/** Quote amount ÷ quantity, 0 when there is no quantity (no trade is made of that). */
export function priceOf(quoteAmount: Decimal, qty: Decimal): Decimal {
  return qty === ZERO ? ZERO : divideRounded(quoteAmount * ONE, qty);
}

/** True for one-to-one renamings such as ETH to ETH2. */
export function isRenaming(given: Leg, received: Leg): boolean {
  const isSameCoin = SAME_COIN.some((names) => names.includes(given.asset) && names.includes(received.asset));
  return isSameCoin && given.amount === received.amount;
}
