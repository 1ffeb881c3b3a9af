import { expect, it } from 'vitest';
import { CcxtBroker } from '../src/adapters/brokers/ccxt/CcxtBroker.ts';
import { CCXT_VENUES } from '../src/adapters/brokers/ccxt/ccxtVenues.ts';
import { VenuePauses } from '../src/adapters/venue/VenuePauses.ts';
import { systemClock } from '../src/lib/systemClock.ts';
import type { FillPage } from '../src/ports/broker.ts';
import type { Clock } from '../src/ports/clock.ts';
import { startCcxt } from './stubs/ccxtStub.ts';
import { MemoryCache } from './support/MemoryCache.ts';

const MINUTE = 60_000;

async function connected(clock: Clock) {
  const stub = await startCcxt('kraken');
  const pauses = new VenuePauses(new MemoryCache(), clock);
  const broker = new CcxtBroker(CCXT_VENUES.kraken, { baseUrl: stub.url, clock, pauses });
  const secret = Buffer.from('a secret of tests, long enough').toString('base64');
  const grant = await broker.authorise({ apiKey: 'key', secret });
  const options = { symbols: [], signal: new AbortController().signal };
  return {
    stub,
    pageAfter: (cursor: FillPage['cursor'] | null) => broker.listFillsSince(grant, cursor, options),
  };
}

it('leaves out no fill of a window that holds more than an answer may', async () => {
  const { stub, pageAfter } = await connected(systemClock);
  const trades = 2 * CCXT_VENUES.kraken.pageSize + 5;
  const begin = Math.floor(Date.now() / 1000) * 1000 - 2 * 86_400_000;
  stub.trades = Array.from({ length: trades }, (_, number) => begin + number * MINUTE);
  const ids = new Set<string>();
  let page = await pageAfter(null);
  while (!page.isLast) {
    for (const { venueId } of page.fills) ids.add(venueId);
    page = await pageAfter(page.cursor);
  }
  for (const { venueId } of page.fills) ids.add(venueId);
  expect(page.problems).toEqual([]);
  expect(ids.size).toBe(trades);
});

it('leaves out no fill while the clock here runs ahead of the exchange', async () => {
  let ahead = 20 * MINUTE;
  const { stub, pageAfter } = await connected({ now: () => new Date(Date.now() + ahead) });
  let page = await pageAfter(null);
  while (!page.isLast) page = await pageAfter(page.cursor);
  stub.trades.push(Math.floor(Date.now() / 1000) * 1000 + 5 * MINUTE);
  ahead = 60 * MINUTE;
  expect((await pageAfter(page.cursor)).fills).toHaveLength(1);
});
