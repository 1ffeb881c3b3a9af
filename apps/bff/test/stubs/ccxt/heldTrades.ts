import type { StubReply, VenueCall, VenueServer } from '../venueServer.ts';

/** An exchange as ccxt speaks to it, for any key: trades of BTC-USDT by time, and what the key may do. */
export interface CcxtStub extends VenueServer {
  /** UTC milliseconds, oldest first; the place is the identity. */
  trades: number[];
  mayTrade: boolean;
}

/** How one exchange answers. */
export interface Answers {
  /** Path of the trades, for faults. */
  tradesPath: string;
  answer(stub: CcxtStub, call: VenueCall): StubReply | null;
}

export const PRICE = '69.63';
export const QTY = '0.2';
export const FEE = '0.0001';
export const side = (number: number) => (number % 2 === 0 ? 'buy' : 'sell');

/** Newest first, no more than an answer holds: what is older is left out, whatever was asked for. */
export function newest(stub: CcxtStub, from: number, until: number, limit: number) {
  return stub.trades
    .map((ts, number) => ({ ts, number }))
    .filter(({ ts }) => ts >= from && ts <= until)
    .reverse()
    .slice(0, limit);
}
