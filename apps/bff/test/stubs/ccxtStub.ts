import { bitstamp } from './ccxt/bitstamp.ts';
import { bybit } from './ccxt/bybit.ts';
import type { Answers, CcxtStub } from './ccxt/heldTrades.ts';
import { kraken } from './ccxt/kraken.ts';
import { kucoin } from './ccxt/kucoin.ts';
import { okx } from './ccxt/okx.ts';
import { json, startVenue } from './venueServer.ts';

const EXCHANGES: Record<string, Answers> = { kraken, bybit, okx, kucoin, bitstamp };

export async function startCcxt(name: string): Promise<CcxtStub & { tradesPath: string }> {
  const exchange = EXCHANGES[name];
  if (!exchange) throw new Error(`no stub of ${name}`);
  const venue = await startVenue(
    (call) => exchange.answer(stub, call) ?? json({ path: call.url.pathname }, 404),
  );
  const { tradesPath } = exchange;
  const stub = Object.assign(venue, { trades: [] as number[], mayTrade: false, tradesPath });
  return stub;
}
