import type { AccountSummary } from '@twin/shared/dto/account';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';

const house = await createTestHouse(await createTestDatabase());

async function positionOf(person: Person) {
  const { bySymbol = [] } = await person.get<AccountSummary>('/v1/account/summary');
  return bySymbol.map(({ symbol, position, realisedPnl, unknownCostQty }) => {
    return { symbol, position, realisedPnl, unknownCostQty };
  });
}

describe('a file that is written newest first', () => {
  it('has its sale after the purchase that stands below it, also within one second', async () => {
    const person = await registerPerson(house);
    const file = [
      'Date(UTC),Pair,Side,Price,Executed,Amount,Fee',
      '2024-02-02 09:00:01,BTCUSDT,SELL,43000.5,0.5BTC,21500.25USDT,0USDT',
      '2024-02-02 09:00:01,BTCUSDT,BUY,43000.25,0.5BTC,21500.125USDT,0USDT',
    ].join('\n');
    expect((await person.importFile(file)).rows).toMatchObject({ accepted: 2 });
    expect(await positionOf(person)).toEqual([
      { symbol: 'BTC-USDT', position: '0', realisedPnl: '0.125', unknownCostQty: '0' },
    ]);
  });
});

describe('a corrected file that replaces what differs', () => {
  const file = (...cells: string[]) =>
    ['ext_id,ts,symbol,side,qty,price,fee,fee_asset', `1,${cells.join()}`].join('\n');

  it('changes side, quantity, price, fee and time of the trade to what it says', async () => {
    const person = await registerPerson(house);
    await person.importFile(file('2024-01-01T00:00:00Z', 'BTC-USD', 'buy', '1', '100', '0.5', 'USD'));
    const corrected = file('2024-01-01T01:00:00Z', 'BTC-USD', 'sell', '2', '90', '0.75', 'USDC');
    await person.importFile(corrected, { conflicts: 'replace' });
    const { items } = await person.get<{ items: object[] }>('/v1/trades');
    expect(items).toMatchObject([
      {
        ts: '2024-01-01T01:00:00.000Z',
        ...{ side: 'sell', qty: '2', price: '90', fee: '0.75', feeAsset: 'USDC' },
      },
    ]);
  });

  it('differs in nothing but the currency of the fee, unless the fee is nothing', async () => {
    const person = await registerPerson(house);
    const paid = (fee: string, asset: string) =>
      file('2024-01-01T00:00:00Z', 'BTC-USD', 'buy', '1', '100', fee, asset);
    const conflicting = async (csv: string) => {
      const preview = await person.upload('/v1/imports/preview', csv);
      return preview.json<{ rows: { conflicting: number } }>().rows.conflicting;
    };
    await person.importFile(paid('0.5', 'USD'));
    expect(await conflicting(paid('0.5', 'BNB'))).toBe(1);
    await person.importFile(paid('0.5', 'BNB'), { conflicts: 'replace' });
    expect(await conflicting(paid('0.5', 'BNB'))).toBe(0);
    await person.importFile(paid('0', 'BNB'), { conflicts: 'replace' });
    expect(await conflicting(paid('0', 'USD'))).toBe(0);
  });
});
