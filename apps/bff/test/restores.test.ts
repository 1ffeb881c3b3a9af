import type { CoachMessagePage } from '@twin/shared/dto/coach';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOf, livedIn } from './support/livedIn.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { HEADER } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

function packed(files: Record<string, string>): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
}

/** What a new person gets of these files of an export. */
async function restored(files: Record<string, string>) {
  const other = await registerPerson(house);
  return { other, entry: await other.restore(packed(files)) };
}

describe('a restore', () => {
  it('refuses what is no zip, and fails with a clear word on a zip that is no export', async () => {
    const person = await registerPerson(house);
    const answer = await person.upload('/v1/imports/restore', 'no zip');
    expect({ status: answer.statusCode, code: answer.json().error.code }).toEqual({
      status: 422,
      code: 'RESTORE_UNREADABLE',
    });
    const failed = await person.restore(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'RESTORE_UNREADABLE' } });
    expect((await house.storedFiles()).filter((name) => !name.startsWith('c'))).toEqual([]);
  });

  it('adds the candles that are missing and leaves those that are there', async () => {
    const zip = await (await livedIn({ database, house })).export();
    const other = await registerPerson(house);
    const own = 'ts,open,high,low,close,volume\n2024-01-01T00:30:00Z,7,7,7,7,7\n';
    await other.upload('/v1/market/candles', own, { symbol: 'BTC-USD', granularity: '30m' });
    await other.restore(zip);
    const bars = (name: string) => name.split('\n').filter((line) => line.includes('BTC-USD'));
    const kept = bars(filesOf(await other.export())['candles.jsonl'] ?? '');
    const sent = bars(filesOf(zip)['candles.jsonl'] ?? '');
    expect(kept).toHaveLength(400);
    expect(kept.filter((line, at) => line !== sent[at])).toEqual([
      '{"symbol":"BTC-USD","granularityMs":1800000,"ts":"2024-01-01T00:30:00.000Z","open":7,"high":7,"low":7,"close":7,"volume":7}',
    ]);
  });

  it('takes exports from before fundings, transfers, candles and notes, and misses no file that its version has', async () => {
    const zip = await (await livedIn({ database, house })).export();
    const {
      'manifest.jsonl': manifest = '',
      'fundings.jsonl': fundings = '',
      'transfers.jsonl': _transfers,
      'candles.jsonl': candles = '',
      'messages.jsonl': messages = '',
      ...first
    } = filesOf(zip);
    const before = await restored(first);
    expect(before.entry).toMatchObject({ status: 'done', rows: { read: 307, accepted: 307 } });
    const none = { 'candles.jsonl': '', 'messages.jsonl': '' };
    expect(filesOf(await before.other.export())).toEqual({ ...filesOf(zip), ...none });
    const cut = await restored({
      ...first,
      'manifest.jsonl': manifest,
      'fundings.jsonl': fundings,
      'candles.jsonl': candles,
      'messages.jsonl': messages,
    });
    expect(cut.entry).toMatchObject({ status: 'failed', error: { code: 'RESTORE_UNREADABLE' } });
    const newer = await restored({ ...first, 'manifest.jsonl': '{"version":99}\n' });
    expect(newer.entry).toMatchObject({ status: 'failed', error: { code: 'RESTORE_NEWER' } });
  });

  it('takes a rule of the third version, which counts anew, and none of the fourth that does not say since when', async () => {
    const { 'messages.jsonl': messages = '', ...rest } = filesOf(
      await (await livedIn({ database, house })).export(),
    );
    const { since: _, ...rule } = JSON.parse(rest['rules.jsonl'] ?? '');
    const third = { ...rest, 'rules.jsonl': `${JSON.stringify(rule)}\n` };
    const startedAt = Date.now();
    const before = await restored({ ...third, 'manifest.jsonl': '{"version":3}\n' });
    expect(before.entry).toMatchObject({ status: 'done' });
    const { 'rules.jsonl': rules = '' } = filesOf(await before.other.export());
    const { since, ...same } = JSON.parse(rules);
    expect(same).toEqual(rule);
    expect(Date.parse(since)).toBeGreaterThanOrEqual(startedAt);
    const cut = { status: 'failed', error: { code: 'RESTORE_UNREADABLE' } };
    expect((await restored({ ...third, 'messages.jsonl': messages })).entry).toMatchObject(cut);
    expect((await restored(rest)).entry).toMatchObject(cut);
  });

  it('puts a note with the fill that another source brought, and keeps it without where there is none', async () => {
    const person = await registerPerson(house);
    const sale = '2024-02-02 10:00:00,BTCUSDT,SELL,43500,0.0150000000BTC,652.50USDT,0.65USDT';
    await person.importFile(['Date(UTC),Pair,Side,Price,Executed,Amount,Fee', sale].join('\n'));
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades');
    const note = { text: 'by plan', decisionId: items[0]?.id };
    expect((await person.browser.send('POST', '/v1/coach/messages', note)).statusCode).toBe(201);
    const zip = await person.export();
    const aboutIn = async (of: Person) => {
      const messages = (await of.get<CoachMessagePage>('/v1/coach/messages')).items;
      return messages.filter(({ text }) => text === note.text).map(({ decisionId }) => decisionId);
    };
    const other = await registerPerson(house);
    await other.importFile(
      [HEADER, '103,2024-02-02T10:00:00.500Z,BTC-USDT,sell,0.015,43500,0.65,USDT,,,'].join('\n'),
    );
    const { broker, extId } = JSON.parse(filesOf(zip)['trades.jsonl'] ?? '');
    const answer = { broker, extId, label: 'early_exit', verdict: 'dispute', note: null };
    const feedback = `${JSON.stringify({ ...answer, createdAt: '2024-02-03T00:00:00.000Z' })}\n`;
    await other.restore(packed({ ...filesOf(zip), 'feedback.jsonl': feedback }));
    const own = await other.get<{ items: { id: string }[] }>('/v1/trades');
    expect(own.items).toHaveLength(1);
    expect(await aboutIn(other)).toEqual([own.items[0]?.id]);
    const said = await query(database.adminUrl, 'SELECT "tradeId" FROM "Feedback" WHERE "userId" = $1', [
      other.id,
    ]);
    expect(said).toEqual([{ tradeId: own.items[0]?.id }]);
    const bare = await restored({ ...filesOf(zip), 'trades.jsonl': '' });
    expect(await aboutIn(bare.other)).toEqual([null]);
  });

  it('is undone like any import', async () => {
    const zip = await (await livedIn({ database, house })).export();
    const other = await registerPerson(house);
    const { id } = await other.restore(zip);
    expect((await other.browser.send('DELETE', `/v1/imports/${id}`)).statusCode).toBe(204);
    await house.drain();
    expect((await scoresOf(database, other.id)).trades).toEqual([]);
  });
});
