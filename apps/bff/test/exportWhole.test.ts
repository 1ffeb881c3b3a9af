import { describe, expect, it } from 'vitest';
import { filesOf } from './support/livedIn.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const linesOf = (text = ''): string[] => text.split('\n').filter((line) => line !== '');
const rowsOf = (text = ''): object[] => linesOf(text).map((line) => JSON.parse(line));

/** With a rule, a mapping, and a stop order of which it disputes the tag. */
async function personWithOneOfEach(): Promise<Person> {
  const person = await registerPerson(house);
  const order = 's1,2024-03-01T10:00:00Z,BTC-USD,sell,0.50,60100.25,0.25,USD,swing,o1,stop';
  await person.importFile([HEADER, order].join('\n'));
  const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
  await database.forUser(person.id, async ({ rules, importMappings, feedback }) => {
    await rules.insert(person.id, { kind: 'max_trades_per_day', params: { trades: 3 }, active: true });
    await importMappings.upsert(person.id, { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' } });
    const tradeId = items[0]?.id ?? '';
    await feedback.insert(person.id, { tradeId, label: 'fomo_chase', verdict: 'dispute', note: 'planned' });
  });
  return person;
}

describe('an export', () => {
  it('holds every trade of more than one page, also where all are of one moment', async () => {
    const person = await registerPerson(house);
    const rows = Array.from(
      { length: 2_003 },
      (_, at) => `t${at},2024-03-01T10:00:00Z,BTC-USD,buy,1,100,0,USD,,,`,
    );
    await person.importFile([HEADER, ...rows].join('\n'));
    const files = filesOf(await person.export());
    const ids = rowsOf(files['trades.jsonl']).map((row) => (row as { extId: string }).extId);
    expect(ids).toHaveLength(2_003);
    expect(new Set(ids).size).toBe(2_003);
    expect(linesOf(files['trades.csv'])).toHaveLength(2_004);
  });

  it('holds every candle of a file of more than one page', async () => {
    const person = await registerPerson(house);
    const bars = Array.from(
      { length: 10_001 },
      (_, bar) => `${new Date(Date.UTC(2024, 0, 1) + bar * 60_000).toISOString()},1,2,0.5,1,${bar}`,
    );
    const file = ['ts,open,high,low,close,volume', ...bars].join('\n');
    const fields = { symbol: 'BTC-USD', granularity: '1m' };
    const sent = await person.upload('/v1/market/candles', file, fields);
    expect(sent.statusCode, sent.body).toBe(202);
    await house.drain();
    const { 'candles.jsonl': candles } = filesOf(await person.export());
    const volumes = rowsOf(candles).map((row) => (row as { volume: number }).volume);
    expect(volumes).toEqual(Array.from({ length: 10_001 }, (_, bar) => bar));
  });

  it('tells a rule, a mapping, an answer to a tag and a stop order as they were given', async () => {
    const files = filesOf(await (await personWithOneOfEach()).export());
    const createdAt = expect.any(String);
    expect(rowsOf(files['rules.jsonl'])).toEqual([
      { kind: 'max_trades_per_day', params: { trades: 3 }, active: true, createdAt },
    ]);
    expect(rowsOf(files['mappings.jsonl'])).toEqual([
      { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' }, createdAt },
    ]);
    const [trade] = rowsOf(files['trades.jsonl']) as { broker: string; extId: string }[];
    expect(trade).toEqual({
      broker: 'canonical',
      extId: 'swing:BTC-USD:s1',
      account: 'swing',
      symbol: 'BTC-USD',
      instrument: 'spot',
      side: 'sell',
      qty: '0.5',
      price: '60100.25',
      fee: '0.25',
      feeAsset: 'USD',
      ts: '2024-03-01T10:00:00.000Z',
      orderId: 'o1',
      orderType: 'stop',
      startPosition: null,
      settle: null,
      deletedAt: null,
    });
    expect(rowsOf(files['feedback.jsonl'])).toEqual([
      {
        broker: 'canonical',
        extId: 'swing:BTC-USD:s1',
        label: 'fomo_chase',
        verdict: 'dispute',
        note: 'planned',
        createdAt,
      },
    ]);
  });
});
