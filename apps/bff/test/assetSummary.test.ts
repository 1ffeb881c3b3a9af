import type { AccountSummary } from '@twin/shared/dto/account';
import { expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson } from './support/testHouse.ts';

const house = await createTestHouse(await createTestDatabase());

it('the summary tells one asset on demand, and what the others brought beside it', async () => {
  const person = await registerPerson(house);
  const row = (id: string, symbol: string, side: string, price: number) =>
    `${id},2024-03-04T10:00:00Z,${symbol},${side},1,${price},0,`;
  const rows = [row('a', 'BTC-USD', 'buy', 100), row('b', 'BTC-USD', 'sell', 130)];
  const others = [row('c', 'BTC-EUR', 'buy', 100), row('d', 'BTC-EUR', 'sell', 90)];
  const header = 'ext_id,ts,symbol,side,qty,price,fee,fee_asset';
  await person.importFile([header, ...rows, ...others].join('\n'));
  const ofEuro = await person.get<AccountSummary>('/v1/account/summary?asset=EUR');
  expect(ofEuro).toMatchObject({
    byQuote: [{ asset: 'EUR', realisedPnl: '-10' }],
    bySymbol: [{ symbol: 'BTC-EUR' }],
    unconverted: [{ asset: 'USD', amount: '30', kind: 'realised' }],
  });
});
