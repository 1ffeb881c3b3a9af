import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

/** A purchase of two bitcoin, half of it withdrawn two days later. */
const BITSTAMP = [
  'ID,Account,Type,Subtype,Datetime,Amount,Amount currency,Value,Value currency,Rate,Rate currency,Fee,Fee currency,Order ID',
  '1,Main Account,Market,Buy,2024-01-02T10:00:00Z,2,BTC,80000,EUR,40000,EUR,0,EUR,1001',
  '2,Main Account,Withdrawal,,2024-01-04T10:00:00Z,1,BTC,,,,,0.0005,BTC,',
].join('\n');
/** The bitcoin arrives and is sold; another coin comes from nowhere known. */
const KRAKEN = [
  '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"',
  '"L1","D1","2024-01-04 11:00:00","deposit","","currency","XXBT",1,0,1',
  '"L2","D2","2024-01-04 12:00:00","deposit","","currency","XETH",3,0,3',
  '"L3","T1","2024-01-05 10:00:00","trade","","currency","XXBT",-1,0,0',
  '"L4","T1","2024-01-05 10:00:00","trade","","currency","ZEUR",45000,0,45000',
].join('\n');

interface Summary {
  byQuote: { asset: string; realisedPnl: string; episodes: number }[];
  bySymbol: { symbol: string; position: string; avgCost: string | null; unknownCostQty: string }[];
  unexplained: { symbol: string; qty: string }[];
  transfers: { matched: number; unmatched: object[] };
}

async function figures(person: Person, account = '') {
  const filter = account === '' ? '' : `?account=${account}`;
  const { byQuote, bySymbol, unexplained, transfers } = await person.get<Summary>(
    `/v1/account/summary${filter}`,
  );
  const [symbol] = bySymbol;
  return { realised: byQuote[0]?.realisedPnl, symbol, unexplained, transfers };
}

const importBoth = async (person: Person) => {
  const first = await person.importFile(BITSTAMP, { account: 'stamp' });
  const second = await person.importFile(KRAKEN, { account: 'kraken' });
  return { first, second };
};

describe('a transfer between own accounts', () => {
  it('moves the cost along: the sale has the result of the purchase, and what is unmatched stays visible', async () => {
    const person = await registerPerson(house);
    const { second } = await importBoth(person);
    expect(second.rows).toMatchObject({ read: 4, accepted: 2, ignored: 2, rejected: 0 });
    expect(await figures(person)).toMatchObject({
      realised: '4980',
      symbol: { position: '0.9995', avgCost: '40000', unknownCostQty: '0' },
      unexplained: [],
      transfers: { matched: 1, unmatched: [{ asset: 'ETH', way: 'in', count: 1, qty: '3' }] },
    });
    expect(await figures(person, 'stamp')).toMatchObject({ realised: '0', symbol: { position: '0.9995' } });
    expect(await figures(person, 'kraken')).toMatchObject({ realised: '4980', symbol: { position: '0' } });
  });

  it('gives the same whichever file comes first, and counts once when it comes again', async () => {
    const [forth, back] = [await registerPerson(house), await registerPerson(house)];
    await importBoth(forth);
    await back.importFile(KRAKEN, { account: 'kraken' });
    expect(await figures(back)).toMatchObject({ unexplained: [{ symbol: 'BTC-EUR', qty: '1' }] });
    await back.importFile(BITSTAMP, { account: 'stamp' });
    await back.importFile(KRAKEN, { account: 'kraken' });
    expect(await figures(back)).toEqual(await figures(forth));
    expect(await scoresOf(database, back.id)).toEqual(await scoresOf(database, forth.id));
  });

  it('goes with the undo of its import: the sale is of unknown cost again', async () => {
    const person = await registerPerson(house);
    const { first } = await importBoth(person);
    await person.browser.send('DELETE', `/v1/imports/${first.id}`);
    await house.drain();
    expect(await figures(person)).toMatchObject({
      realised: '0',
      unexplained: [{ symbol: 'BTC-EUR', qty: '1' }],
      transfers: { matched: 0 },
    });
  });

  it('is in the export, and restored elsewhere gives the same figures and the same bytes', async () => {
    const person = await registerPerson(house);
    await importBoth(person);
    const zip = await person.export();
    const other = await registerPerson(house);
    await other.restore(zip);
    expect(await figures(other)).toEqual(await figures(person));
    expect((await other.export()).equals(zip)).toBe(true);
  });
});
