/** The words of the trade that every room shares. */
export const SIDES = ['buy', 'sell'] as const;
export type Side = (typeof SIDES)[number];

export const INSTRUMENTS = ['spot', 'margin', 'linear', 'inverse', 'quanto'] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

export const ORDER_TYPES = ['market', 'limit', 'stop', 'take_profit', 'liquidation'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
