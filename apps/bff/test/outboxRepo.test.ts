import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { OUTBOX_CHANNEL } from '../src/modules/events/OutboxRepo.ts';
import { createPerson } from './support/people.ts';
import { createTestDatabase, query } from './support/testDatabase.ts';

const database = await createTestDatabase();
beforeAll(() => Promise.all(['ann', 'ben', 'cat', 'dan', 'eve'].map((id) => createPerson(database, id))));

const append = (userId: string, type: string, payload: unknown = {}) =>
  database.forUser(userId, ({ outbox }) => outbox.append(userId, type, payload));
const listSince = (userId: string, id: string) =>
  database.forUser(userId, ({ outbox }) => outbox.listSince(userId, id));

/** A promise and its switch. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('OutboxRepo', () => {
  it('lists what was appended after an event, in order', async () => {
    const ids = [];
    for (let n = 0; n < 50; n += 1) ids.push(await append('ann', 'account.updated', { dataVersion: n }));
    expect([...ids].sort()).toEqual(ids);
    const all = await listSince('ann', '');
    expect(all.map((event) => event.id)).toEqual(ids);
    for (const [index, id] of ids.entries()) {
      const rest = await listSince('ann', id);
      expect(rest.map((event) => event.id)).toEqual(ids.slice(index + 1));
    }
    expect(all[7]).toMatchObject({ type: 'account.updated', v: 1, payload: { dataVersion: 7 } });
  });

  it('gives ids in commit order: A begins first, B commits first, a client resumes in between', async () => {
    const aHasBegun = gate();
    const aMayAppend = gate();
    const a = database.forUser('ben', async ({ outbox, trades }) => {
      await trades.count('ben');
      aHasBegun.open();
      await aMayAppend.opened;
      return outbox.append('ben', 'account.updated', { by: 'A' });
    });
    await aHasBegun.opened;
    const b = await append('ben', 'account.updated', { by: 'B' });
    const resumed = await listSince('ben', '');
    expect(resumed.map((event) => event.id)).toEqual([b]);
    aMayAppend.open();
    const late = await a;
    expect(late > b).toBe(true);
    expect((await listSince('ben', b)).map((event) => event.id)).toEqual([late]);
  });

  it('lets a writer that appended and has not committed hold back the next one', async () => {
    const aHasAppended = gate();
    const aMayCommit = gate();
    const a = database.forUser('cat', async ({ outbox }) => {
      const id = await outbox.append('cat', 'account.updated', { by: 'A' });
      aHasAppended.open();
      await aMayCommit.opened;
      return id;
    });
    await aHasAppended.opened;
    const b = append('cat', 'account.updated', { by: 'B' });
    expect(await listSince('cat', '')).toEqual([]);
    aMayCommit.open();
    const [first, second] = await Promise.all([a, b]);
    expect(first < second).toBe(true);
    expect((await listSince('cat', '')).map((event) => event.id)).toEqual([first, second]);
  });

  it('keeps order, loses none and doubles none under twenty concurrent writers', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => append('dan', 'account.updated', { n })),
    );
    expect(new Set(ids).size).toBe(20);
    expect((await listSince('dan', '')).map((event) => event.id)).toEqual([...ids].sort());
  });

  it('wakes listeners at commit with the user id, and not after a rollback', async () => {
    const listener = new pg.Client({ connectionString: database.appUrl });
    await listener.connect();
    const heard: string[] = [];
    const firstWord = gate();
    listener.on('notification', (message) => {
      heard.push(message.payload ?? '');
      firstWord.open();
    });
    await listener.query(`LISTEN ${OUTBOX_CHANNEL}`);
    const undone = database.forUser('eve', async ({ outbox }) => {
      await outbox.append('eve', 'account.updated', {});
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await append('ann', 'account.updated', {});
    await firstWord.opened;
    await listener.end();
    expect(heard).toEqual(['ann']);
    expect(await listSince('eve', '')).toEqual([]);
  });

  it('marks as delivered without hiding anything', async () => {
    const id = await append('eve', 'account.updated', {});
    await database.forUser('eve', ({ outbox }) => outbox.markDelivered('eve', [id], new Date()));
    const rows = await query(database.ownerUrl, `SELECT "deliveredAt" FROM "EventOutbox" WHERE id = $1`, [
      id,
    ]);
    expect(rows[0]?.['deliveredAt']).toBeInstanceOf(Date);
    expect((await listSince('eve', '')).map((event) => event.id)).toEqual([id]);
    expect((await database.withoutUser.outbox.headsOf(['eve', 'nobody'])).get('eve')).toBe(id);
  });
});
