/** By what a list of trades can be ordered; `value` is quantity × price. */
export const TRADE_SORTS = ['ts', 'symbol', 'side', 'qty', 'price', 'value', 'fee'] as const;
export type TradeSort = (typeof TRADE_SORTS)[number];
