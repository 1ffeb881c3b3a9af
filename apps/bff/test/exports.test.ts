import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExportDto } from '@twin/shared/dto/archive';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { codeOf, TestBrowser, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';
import { historyRows } from './support/writtenHistory.ts';

const database = await createTestDatabase();
const clock = new TestClock();
const house = await createTestHouse(database, { clock });

const HOUR_MS = 3_600_000;
const HEADER =
  'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type,instrument,start_position,settle';
const REAL = fileURLToPath(
  new URL('../../../../shared/data/fills/hyperliquid-account-b.csv', import.meta.url),
);

/** Perpetuals with start positions and a coin they settle in, equal rows, rebates, fees in a third coin, formulas. */
const varied = [
  HEADER,
  'p1,2024-03-01T10:00:00Z,BTC-USD,buy,1.5,60000.123456789012345678,-0.25,USDC,perps,o1,limit,linear,-2.5,USDC',
  'p2,2024-03-01T10:00:00Z,BTC-USD,sell,0.5,60100,0.25,USDC,perps,,stop,linear,-1,USDC',
  'p3,2024-03-01T10:00:00Z,XBT-USD,sell,1000,60100,0.0001,XBT,perps,,,inverse,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  ',2024-03-02T10:00:00.125Z,ETH-USDT,buy,1,3000,0.001,BNB,spot,,,,,',
  '=1+1,2024-03-03T00:00:00Z,ETH-BTC,sell,0.000000000000000001,0.05,,,"@swing, \'24",+49,,,,',
].join('\n');

function filesOf(zip: Buffer): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** Half-hourly bars with prices that no decimal of few places has. */
const CANDLES = [
  'ts,open,high,low,close,volume',
  ...Array.from({ length: 400 }, (_, bar) => {
    const price = 100 + Math.sin(bar);
    const ts = new Date(Date.UTC(2024, 0, 1) + (bar * HOUR_MS) / 2).toISOString();
    return [ts, price, price + 1 / 3, price - 1 / 7, price, bar].join(',');
  }),
].join('\n');

async function bringCandles(person: Person): Promise<void> {
  for (const symbol of ['BTC-USD', 'ETH-USD']) {
    const sent = await person.upload('/v1/market/candles', CANDLES, { symbol, granularity: '30m' });
    expect(sent.statusCode, sent.body).toBe(202);
  }
}

async function livedIn(): Promise<Person> {
  const person = await registerPerson(house);
  await bringCandles(person);
  await person.importFile(varied);
  await person.importFile(
    [
      'ext_id,ts,symbol,side,qty,price,fee,fee_asset,account,order_id,order_type',
      ...historyRows({ fills: 300 }),
    ].join('\n'),
  );
  await person.browser.send('PATCH', '/v1/settings', { timeZone: 'Asia/Kathmandu' });
  const accounts = await person.get<{ items: { id: string; name: string }[] }>('/v1/accounts');
  const perps = accounts.items.find(({ name }) => name === 'perps');
  await person.browser.send('PATCH', `/v1/accounts/${perps?.id}`, {
    name: 'My perpetuals',
    timeZone: 'Asia/Tokyo',
    tradedBy: 'program',
  });
  const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades?symbol=ETH-USDT');
  await person.browser.send('DELETE', `/v1/trades/${items[1]?.id}`);
  const params = { trades: 3 };
  await database.forUser(person.id, async ({ rules, importMappings, feedback }) => {
    await rules.insert(person.id, { kind: 'max_trades_per_day', params, active: true });
    await importMappings.upsert(person.id, { headerHash: 'h1', name: 'My sheet', mapping: { time: 'when' } });
    const tradeId = items[0]?.id ?? '';
    await feedback.insert(person.id, { tradeId, label: 'fomo_chase', verdict: 'dispute', note: 'planned' });
  });
  await house.queue.enqueue('scoreDecisions', { v: 1, userId: person.id });
  await house.drain();
  return person;
}

describe('an export', () => {
  it('restored into an empty account and exported again has the same bytes, and gives the same figures', async () => {
    const person = await livedIn();
    const zip = await person.export();
    const other = await registerPerson(house);
    const restored = await other.restore(zip);
    expect(restored).toMatchObject({ status: 'done', rows: { read: 307, accepted: 307, rejected: 0 } });
    const again = await other.export();
    expect(filesOf(again)).toEqual(filesOf(zip));
    expect(again.equals(zip)).toBe(true);
    expect(await scoresOf(database, other.id)).toEqual(await scoresOf(database, person.id));
  });

  it("'s CSV alone, imported into an empty account, is exported again with the same bytes", async () => {
    const person = await livedIn();
    const { 'trades.csv': csv = '' } = filesOf(await person.export());
    const other = await registerPerson(house);
    await other.browser.send('PATCH', '/v1/settings', { timeZone: 'Asia/Kathmandu' });
    await bringCandles(other);
    const done = await other.importFile(csv);
    expect(done.rows).toMatchObject({ accepted: 306, rejected: 0 });
    expect(filesOf(await other.export())['trades.csv']).toBe(csv);
    const [mine, theirs] = [await scoresOf(database, person.id), await scoresOf(database, other.id)];
    expect(theirs.summaries).toEqual(mine.summaries);
  });

  it('restored where it came from adds nothing, and leaves alone what was chosen since', async () => {
    const person = await livedIn();
    const zip = await person.export();
    await person.browser.send('PATCH', '/v1/settings', { theme: 'dark' });
    const before = await scoresOf(database, person.id);
    const restored = await person.restore(zip);
    expect(restored.rows).toMatchObject({ read: 307, accepted: 0, duplicate: 307 });
    expect(await scoresOf(database, person.id)).toEqual(before);
    const { 'settings.jsonl': settings, ...files } = filesOf(await person.export());
    expect(JSON.parse(settings ?? '')).toMatchObject({ theme: 'dark' });
    expect({ ...filesOf(zip), 'settings.jsonl': undefined }).toEqual({
      ...files,
      'settings.jsonl': undefined,
    });
  });

  it('of nothing at all restores too', async () => {
    const zip = await (await registerPerson(house)).export();
    const other = await registerPerson(house);
    expect(await other.restore(zip)).toMatchObject({ status: 'done', rows: { read: 0 } });
    expect((await other.export()).equals(zip)).toBe(true);
  });

  it('holds no formula in any cell, no id of ours and no mail address', async () => {
    const person = await livedIn();
    const files = filesOf(await person.export());
    const { items } = await person.get<{ items: { id: string }[] }>('/v1/trades?limit=500');
    const all = Object.values(files).join('\n');
    for (const { id } of items) expect(all).not.toContain(id);
    expect(all).not.toContain(person.id);
    expect(all).not.toContain('example.org');
    expect(files['trades.csv']).toContain("'+49");
    expect(files['trades.csv']).toContain(`"'@swing, '24"`);
  });

  it("is its person's alone, and the newest one replaces the others", async () => {
    const person = await livedIn();
    await person.export();
    await person.export();
    const rows = await query<{ id: string }>(
      database.adminUrl,
      'SELECT id FROM "Export" WHERE "userId" = $1',
      [person.id],
    );
    expect(rows).toHaveLength(1);
    const stored = (await house.storedFiles()).filter((name) => rows.some(({ id }) => id === name));
    expect(stored).toHaveLength(1);
    const other = await registerPerson(house);
    for (const path of ['', '/download']) {
      const answer = await other.browser.send('GET', `/v1/privacy/exports/${rows[0]?.id}${path}`);
      expect(answer.statusCode).toBe(404);
    }
  });

  it('tells how far it is while it runs, and until when its zip is kept', async () => {
    const person = await livedIn();
    const asked = await person.browser.send('POST', '/v1/privacy/exports');
    const path = `/v1/privacy/exports/${asked.json<{ exportId: string }>().exportId}`;
    const { objectStore } = house.foundation;
    const put = objectStore.put.bind(objectStore);
    const seen: ExportDto[] = [await person.get<ExportDto>(path)];
    objectStore.put = async (key, content) => {
      const bytes = await put(key, content);
      seen.push(await person.get<ExportDto>(path));
      return bytes;
    };
    await house.drain();
    objectStore.put = put;
    seen.push(await person.get<ExportDto>(path));
    const total = 2 * 307;
    expect(seen.map(({ status, lines, expiresAt }) => ({ status, lines, expiresAt }))).toEqual([
      { status: 'queued', lines: { done: 0, total: null }, expiresAt: null },
      { status: 'running', lines: { done: total, total }, expiresAt: null },
      {
        status: 'done',
        lines: { done: total, total },
        expiresAt: new Date(clock.now().getTime() + 24 * HOUR_MS).toISOString(),
      },
    ]);
  });

  it("'s link opens for an hour, for its person, with a session, and for nothing else", async () => {
    const [person, other] = [await livedIn(), await registerPerson(house)];
    await person.export();
    await other.export();
    const linkOf = async (who: Person) => {
      const [row] = await query<{ id: string }>(
        database.adminUrl,
        `SELECT id FROM "Export" WHERE "userId" = $1`,
        [who.id],
      );
      return (await who.get<ExportDto>(`/v1/privacy/exports/${row?.id}`)).download ?? '';
    };
    const [mine, theirs] = [await linkOf(person), await linkOf(other)];
    const open = async (who: { send: Person['browser']['send'] }, link: string) => {
      const answer = await who.send('GET', link);
      return answer.statusCode === 200 ? 'opened' : codeOf(answer);
    };
    expect(await open(person.browser, mine)).toBe('opened');
    expect(await open(other.browser, mine)).toBe('NOT_FOUND');
    expect(await open(new TestBrowser(house.app), mine)).toBe('UNAUTHENTICATED');
    const [path = '', link = ''] = mine.split('?link=');
    const [until = '', mac = ''] = link.split('.');
    const forged = [
      path,
      `${path}?link=${theirs.split('?link=')[1]}`,
      `${path}?link=${Number(until) + 1}.${mac}`,
      `${path}?link=${until}.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`,
      `${path}?link=${link}.x`,
    ];
    for (const each of forged) expect(await open(person.browser, each), each).toBe('NOT_FOUND');
    clock.advance(HOUR_MS);
    expect(await open(person.browser, mine)).toBe('EXPORT_LINK_EXPIRED');
    expect(await open(person.browser, await linkOf(person))).toBe('opened');
  });

  it("'s zip is gone after a day, from the list and from the files", async () => {
    const person = await livedIn();
    await person.export();
    const own = async () =>
      (
        await query<{ id: string }>(database.adminUrl, `SELECT id FROM "Export" WHERE "userId" = $1`, [
          person.id,
        ])
      ).map(({ id }) => id);
    const [id = ''] = await own();
    const expire = async () => {
      await house.queue.enqueue('expireRows', { v: 1 });
      await house.drain();
    };
    clock.advance(24 * HOUR_MS - 1);
    await expire();
    expect([await own(), await house.storedFiles()]).toEqual([[id], expect.arrayContaining([id])]);
    const { download } = await person.get<ExportDto>(`/v1/privacy/exports/${id}`);
    clock.advance(1);
    expect(codeOf(await person.browser.send('GET', download ?? ''))).toBe('NOT_FOUND');
    await expire();
    expect(await own()).toEqual([]);
    expect(await house.storedFiles()).not.toContain(id);
  });

  it.skipIf(!existsSync(REAL))(
    'of a real account of perpetuals keeps every byte (skipped where ../shared/data/fills is absent)',
    async () => {
      const person = await registerPerson(house);
      const done = await person.importFile(readFileSync(REAL));
      expect(done.rows).toMatchObject({ rejected: 0 });
      const zip = await person.export();
      const other = await registerPerson(house);
      await other.restore(zip);
      expect((await other.export()).equals(zip)).toBe(true);
      const [mine, theirs] = [await scoresOf(database, person.id), await scoresOf(database, other.id)];
      expect(theirs.summaries).toEqual(mine.summaries);
    },
    120_000,
  );
});

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
    const zip = await (await livedIn()).export();
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
    const zip = await (await livedIn()).export();
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
    const zip = await (await livedIn()).export();
    const other = await registerPerson(house);
    const { id } = await other.restore(zip);
    expect((await other.browser.send('DELETE', `/v1/imports/${id}`)).statusCode).toBe(204);
    await house.drain();
    expect((await scoresOf(database, other.id)).trades).toEqual([]);
  });
});
