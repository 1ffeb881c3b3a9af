import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExportDto } from '@twin/shared/dto/archive';
import { describe, expect, it } from 'vitest';
import { bringCandles, filesOf, livedIn } from './support/livedIn.ts';
import { codeOf, TestBrowser, TestClock } from './support/testApi.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';
import { createTestHouse, type Person, registerPerson, scoresOf } from './support/testHouse.ts';

const database = await createTestDatabase();
const clock = new TestClock();
const house = await createTestHouse(database, { clock });

const HOUR_MS = 3_600_000;
const REAL = fileURLToPath(
  new URL('../../../../shared/data/fills/hyperliquid-account-b.csv', import.meta.url),
);

describe('an export', () => {
  it('restored into an empty account and exported again has the same bytes, and gives the same figures', async () => {
    const person = await livedIn({ database, house });
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
    const person = await livedIn({ database, house });
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
    const person = await livedIn({ database, house });
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
    const person = await livedIn({ database, house });
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
    const person = await livedIn({ database, house });
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
    const person = await livedIn({ database, house });
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
    const [person, other] = [await livedIn({ database, house }), await registerPerson(house)];
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
    const person = await livedIn({ database, house });
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
