import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { filesOf, livedIn } from './support/livedIn.ts';
import { createTestDatabase } from './support/testDatabase.ts';
import { createTestHouse, registerPerson, scoresOf } from './support/testHouse.ts';

const database = await createTestDatabase();
const house = await createTestHouse(database);

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

  it('takes exports from before fundings, transfers and candles, and misses no file that its version has', async () => {
    const zip = await (await livedIn({ database, house })).export();
    const {
      'manifest.jsonl': manifest = '',
      'fundings.jsonl': fundings = '',
      'transfers.jsonl': _transfers,
      'candles.jsonl': candles = '',
      ...first
    } = filesOf(zip);
    const restored = async (files: Record<string, string>) => {
      const packed = zipSync(
        Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
      );
      const other = await registerPerson(house);
      return { other, entry: await other.restore(Buffer.from(packed)) };
    };
    const before = await restored(first);
    expect(before.entry).toMatchObject({ status: 'done', rows: { read: 307, accepted: 307 } });
    const { 'candles.jsonl': none, ...rest } = filesOf(await before.other.export());
    const { 'candles.jsonl': _, ...same } = filesOf(zip);
    expect({ none, ...rest }).toEqual({ none: '', ...same });
    const cut = await restored({
      ...first,
      'manifest.jsonl': manifest,
      'fundings.jsonl': fundings,
      'candles.jsonl': candles,
    });
    expect(cut.entry).toMatchObject({ status: 'failed', error: { code: 'RESTORE_UNREADABLE' } });
    const newer = await restored({ ...first, 'manifest.jsonl': '{"version":99}\n' });
    expect(newer.entry).toMatchObject({ status: 'failed', error: { code: 'RESTORE_NEWER' } });
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
