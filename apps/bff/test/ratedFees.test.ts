import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const fills = [
  'ext_id,ts,symbol,side,qty,price,fee,fee_asset',
  '1,2024-01-01T02:00:00Z,BTC-USDT,buy,1,40000,0.1,BNB',
  '2,2024-01-01T03:30:00Z,BTC-USDT,sell,1,41000,0.1,BNB',
].join('\n');
const candles = [
  'ts,open,high,low,close,volume',
  ...[300, 310, 320, 330].map(
    (close, hour) => `2024-01-01T0${hour}:00:00Z,${close},${close},${close},${close},1`,
  ),
].join('\n');

interface Summary {
  byQuote: { asset: string; realisedPnl: string; fees: string }[];
  bySymbol: { ratedFees: object[] }[];
  unconverted: object[];
}

const summaryOf = (person: Person) => person.get<Summary>('/v1/account/summary');

describe('a fee in a third currency', () => {
  it('is in no sum without candles, and valued at the time of its fill once they are there', async () => {
    const person = await registerPerson(house);
    await person.importFile(fills);
    const before = await summaryOf(person);
    expect(before.byQuote[0]).toMatchObject({ realisedPnl: '1000', fees: '0' });
    expect(before.unconverted).toEqual([{ asset: 'BNB', amount: '0.2', kind: 'fee' }]);
    const upload = { symbol: 'BNB-USDT', granularity: '1h' };
    expect((await person.upload('/v1/market/candles', candles, upload)).statusCode).toBe(202);
    await house.drain();
    const after = await summaryOf(person);
    // 0.1 BNB at 310, the close of 02:00, and 0.1 at 320, the close of 03:00.
    expect(after.byQuote[0]).toMatchObject({ realisedPnl: '937', fees: '63' });
    expect(after.unconverted).toEqual([]);
    expect(after.bySymbol[0]?.ratedFees).toEqual([
      { asset: 'BNB', amount: '0.2', value: '63', quality: 'own' },
    ]);
  });
});
