import type { CoachMessagePage } from '@twin/shared/dto/coach';
import type { RulePage } from '@twin/shared/dto/rule';
import { describe, expect, it } from 'vitest';
import { filesOf } from './support/livedIn.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

const linesOf = (text = ''): string[] => text.split('\n').filter((line) => line !== '');
const rowsOf = (text = ''): object[] => linesOf(text).map((line) => JSON.parse(line));

/** With a rule, a mapping, a note, and a stop order of which it disputes the tag and tells more. */
async function personWithOneOfEach(): Promise<Person> {
  const person = await registerPerson(house);
  const order = 's1,2024-03-01T10:00:00Z,BTC-USD,sell,0.50,60100.25,0.25,USD,swing,o1,stop';
  await person.importFile([HEADER, order].join('\n'));
  const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
  await database.forUser(person.id, async ({ rules, importMappings, feedback }) => {
    const rule = { kind: 'max_trades_per_day', params: { trades: 3 }, active: true };
    await rules.insert(person.id, { ...rule, since: new Date('2024-02-01T08:00:00Z') });
    await importMappings.upsert(person.id, { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' } });
    const tradeId = items[0]?.id ?? '';
    await feedback.insert(person.id, { tradeId, label: 'fomo_chase', verdict: 'dispute', note: 'planned' });
  });
  await write(person, { text: 'I slept "badly"\nagain' });
  await write(person, { text: 'the stop was planned', decisionId: items[0]?.id });
  return person;
}

async function write(person: Person, note: { text: string; decisionId?: string | undefined }): Promise<void> {
  const kept = await person.browser.send('POST', '/v1/coach/messages', note);
  expect(kept.statusCode, kept.body).toBe(201);
}

const notesOf = async (person: Person) =>
  (await person.get<CoachMessagePage>('/v1/coach/messages')).items
    .filter(({ role }) => role === 'user')
    .map(({ text, createdAt, decisionId }) => ({ text, createdAt, isAbout: decisionId !== null }));

const ruleOf = async (person: Person) => {
  const [rule] = (await person.get<RulePage>('/v1/rules')).items;
  return rule && { ...rule, id: null, breaches: rule.breaches.map(({ ts }) => ts) };
};

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

  it('tells a rule, a mapping, an answer to a tag, notes and a stop order as they were given', async () => {
    const files = filesOf(await (await personWithOneOfEach()).export());
    const [createdAt, since] = [expect.any(String), '2024-02-01T08:00:00.000Z'];
    expect(rowsOf(files['rules.jsonl'])).toEqual([
      { kind: 'max_trades_per_day', params: { trades: 3 }, active: true, createdAt, since },
    ]);
    const trade = { broker: 'canonical', extId: 'swing:BTC-USD:s1' };
    expect(rowsOf(files['messages.jsonl'])).toEqual([
      { text: 'I slept "badly"\nagain', trade: null, createdAt },
      { text: 'the stop was planned', trade, createdAt },
    ]);
    expect(rowsOf(files['mappings.jsonl'])).toEqual([
      { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' }, createdAt },
    ]);
    expect(rowsOf(files['trades.jsonl'])[0]).toEqual({
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

  it('brings along a rule with all it counts, and the words of the person once', async () => {
    const person = await registerPerson(house);
    const buy = (at: number) => `b${at},2024-03-0${at}T10:00:00Z,BTC-USD,buy,1,100,0,USD,,,`;
    const sell = (at: number) => `s${at},2024-03-0${at}T12:00:00Z,BTC-USD,sell,1,101,0,USD,,,`;
    await person.importFile([HEADER, buy(1), sell(1), buy(3), sell(3), buy(5), sell(5)].join('\n'));
    const rule = { kind: 'trading_hours', params: { from: '08:00', to: '09:00' }, active: true };
    const since = new Date('2024-03-02T00:00:00Z');
    await database.forUser(person.id, ({ rules }) => rules.insert(person.id, { ...rule, since }));
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
    await write(person, { text: 'too tired', decisionId: items[0]?.id });
    await write(person, { text: 'too tired' });
    await house.queue.enqueue('checkRules', { v: 1, userId: person.id });
    await house.drain();
    expect(await ruleOf(person)).toMatchObject({ breachCount: 2, since: since.toISOString() });
    const zip = await person.export();
    const other = await registerPerson(house);
    await other.restore(zip);
    expect(await ruleOf(other)).toEqual(await ruleOf(person));
    expect(await notesOf(other)).toEqual(await notesOf(person));
    expect((await notesOf(other)).map(({ isAbout }) => isAbout)).toEqual([false, true]);
    await other.restore(zip);
    expect(await notesOf(other)).toHaveLength(2);
    expect((await other.export()).equals(zip)).toBe(true);
  });
});
