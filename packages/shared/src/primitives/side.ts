/** The words of the trade that every room shares. */
export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];

export const INSTRUMENTS = ['spot', 'margin', 'linear', 'inverse', 'quanto'] as const;

export const ORDER_TYPES = ['market', 'limit', 'stop', 'take_profit', 'liquidation'] as const;
