import { expect, it } from 'vitest';
import { CcxtBroker } from '../src/adapters/brokers/ccxt/CcxtBroker.ts';
import { CCXT_VENUES } from '../src/adapters/brokers/ccxt/ccxtVenues.ts';
import { VenuePauses } from '../src/adapters/venue/VenuePauses.ts';
import { startCcxt } from './stubs/ccxtStub.ts';
import { MemoryCache } from './support/MemoryCache.ts';

const MINUTE = 60_000;

it('leaves out no fill while the clock here runs ahead of the exchange', async () => {
  const stub = await startCcxt('kraken');
  let ahead = 20 * MINUTE;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const pauses = new VenuePauses(new MemoryCache(), clock);
  const broker = new CcxtBroker(CCXT_VENUES.kraken, { baseUrl: stub.url, clock, pauses });
  const secret = Buffer.from('a secret of tests, long enough').toString('base64');
  const grant = await broker.authorise({ apiKey: 'key', secret });
  const options = { symbols: [], signal: new AbortController().signal };
  let page = await broker.listFillsSince(grant, null, options);
  while (!page.isLast) page = await broker.listFillsSince(grant, page.cursor, options);
  stub.trades.push(Math.floor(Date.now() / 1000) * 1000 + 5 * MINUTE);
  ahead = 60 * MINUTE;
  expect((await broker.listFillsSince(grant, page.cursor, options)).fills).toHaveLength(1);
});
