import { beforeAll, describe, expect, it } from 'vitest';
import { ulidTime } from '../src/lib/ulid.ts';
import { outboxSource } from '../src/modules/events/outboxSource.ts';
import {
  CLOSE_SIGNED_OUT,
  CLOSE_SLOW,
  type EventSource,
  StreamHub,
  type StreamWatch,
} from '../src/modules/events/StreamHub.ts';
import { deferred, until } from './support/deferred.ts';
import { createPerson } from './support/people.ts';
import { createTestDatabase } from './support/testDatabase.ts';

const database = await createTestDatabase({ poolSize: 12 });
const faults: unknown[] = [];
const everySession = async (ids: string[]) => new Set(ids);
const clock = { now: () => new Date() };
const source = outboxSource(database, everySession, clock);
const unwatched = {
  ...{ opened: () => undefined, closed: () => undefined, delivered: () => undefined },
  polled: (_waitingSince: Date | null) => undefined,
};
const hubOver = (events: EventSource, watch: StreamWatch = unwatched) =>
  new StreamHub(events, watch, (error) => faults.push(error));

/** A page with a socket: keeps what it got. */
class Page {
  readonly ids: string[] = [];
  readonly types: string[] = [];
  closedWith: number | null = null;
  buffered = 0;

  readonly socket = {
    send: (frame: string) => {
      const { id, type } = JSON.parse(frame) as { id?: string; type: string };
      this.types.push(type);
      if (id !== undefined) this.ids.push(id);
    },
    bufferedBytes: () => this.buffered,
    close: (code: number) => {
      this.closedWith = code;
    },
  };
}

async function append(userId: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    ids.push(
      await database.forUser(userId, ({ outbox }) =>
        outbox.append(userId, 'account.updated', { dataVersion: i }),
      ),
    );
  }
  return ids;
}

const follow = (hub: StreamHub, userId: string, page: Page, lastEventId: string | null) =>
  hub.attach({ userId, sessionId: 'session' }, page.socket, lastEventId);

beforeAll(async () => {
  for (const id of ['resume', 'order', 'relays', 'live', 'lag', 'slow', 'ack', 'revoked'])
    await createPerson(database, id);
});

describe('the stream', () => {
  it('gives a client that reconnects after any event all later ones once and in order', async () => {
    const ids = await append('resume', 12);
    const hub = hubOver(source);
    const pages = ids.map((id) => ({ id, page: new Page() }));
    for (const { id, page } of pages.slice(0, 9)) follow(hub, 'resume', page, id);
    const later = await append('resume', 5);
    hub.wake('resume');
    for (const { id, page } of pages.slice(9)) follow(hub, 'resume', page, id);
    const all = [...ids, ...later];
    await until(async () =>
      pages.every(({ page, id }) => page.ids.length === all.length - all.indexOf(id) - 1),
    );
    for (const { id, page } of pages) expect(page.ids).toEqual(all.slice(all.indexOf(id) + 1));
  });

  it('misses nothing when the transaction that began first commits last', async () => {
    const hub = hubOver(source);
    const page = new Page();
    const [start] = await append('order', 1);
    follow(hub, 'order', page, start ?? '');
    const appended = deferred<void>();
    const mayCommit = deferred<void>();
    const slow = database.forUser('order', async ({ trades, outbox }) => {
      await trades.count('order');
      appended.resolve();
      await mayCommit.promise;
      return outbox.append('order', 'account.updated', { dataVersion: 1 });
    });
    await appended.promise;
    const quick = await database.forUser('order', ({ outbox }) =>
      outbox.append('order', 'account.updated', { dataVersion: 2 }),
    );
    hub.wake('order');
    await until(async () => page.ids.length === 1);
    mayCommit.resolve();
    const late = await slow;
    hub.wake('order');
    await until(async () => page.ids.length === 2);
    expect(page.ids).toEqual([quick, late]);
  });

  it('gives each of two relays everything once, whatever wakes them and however often', async () => {
    const hubs = [hubOver(source), hubOver(source)] as const;
    const pages = [new Page(), new Page()] as const;
    const [start] = await append('relays', 1);
    follow(hubs[0], 'relays', pages[0], start ?? '');
    follow(hubs[1], 'relays', pages[1], start ?? '');
    const writers = [0, 1, 2, 3].map(async () => {
      for (let i = 0; i < 10; i++) {
        await append('relays', 1);
        for (const hub of hubs) hub.wake('relays');
      }
    });
    await Promise.all(writers);
    await until(async () => pages.every(({ ids }) => ids.length === 40));
    expect(pages[0].ids).toEqual([...pages[0].ids].sort());
    expect(pages[1].ids).toEqual(pages[0].ids);
  });

  it('finds by its poll what no wake-up told, as after a relay was killed between commit and send', async () => {
    const hub = hubOver(source);
    const page = new Page();
    const [start] = await append('live', 1);
    follow(hub, 'live', page, start ?? '');
    await until(async () => {
      await hub.poll();
      return page.ids.length === 0;
    });
    const ids = await append('live', 3);
    await until(async () => {
      await hub.poll();
      return page.ids.length === 3;
    });
    expect(page.ids).toEqual(ids);
  });

  it('tells since when an event waits for a socket that follows live, until it is sent', async () => {
    let isCut = false;
    const listSince: EventSource['listSince'] = (...asked) =>
      isCut ? Promise.reject(new Error('cut')) : source.listSince(...asked);
    const seen = { live: 0, waitingSince: [] as (Date | null)[] };
    const watch = {
      ...unwatched,
      delivered: () => (seen.live += 1),
      polled: (since: Date | null) => seen.waitingSince.push(since),
    };
    const hub = new StreamHub({ ...source, listSince }, watch, () => undefined);
    follow(hub, 'lag', new Page(), null);
    await until(async () => {
      await append('lag', 1);
      hub.wake('lag');
      return seen.live > 0;
    });
    isCut = true;
    const [first] = await append('lag', 1);
    await hub.poll();
    await append('lag', 1);
    await hub.poll();
    const since = new Date(ulidTime(first ?? ''));
    expect(seen.waitingSince).toEqual([since, since]);
    isCut = false;
    await until(async () => {
      await hub.poll();
      return seen.waitingSince.at(-1) === null;
    });
  });

  it('starts with the next event when no lastEventId is given', async () => {
    const hub = hubOver(source);
    const page = new Page();
    follow(hub, 'live', page, null);
    const caughtUp = new Page();
    follow(hub, 'live', caughtUp, await source.oldestKept());
    await until(async () => caughtUp.ids.length === 4);
    const [next] = await append('live', 1);
    hub.wake('live');
    await until(async () => page.ids.length === 1 && caughtUp.ids.length === 5);
    expect(page.ids).toEqual([next]);
  });

  it('tells a client whose last event is no longer kept to reload, once', async () => {
    const hub = hubOver(source);
    const page = new Page();
    follow(hub, 'live', page, '01000000000000000000000000');
    await until(async () => page.types.length > 0);
    const [next] = await append('live', 1);
    hub.wake('live');
    await until(async () => page.ids.length === 1);
    expect(page.types).toEqual(['resync', 'account.updated']);
    expect(page.ids).toEqual([next]);
  });

  it('closes a client that does not read rather than buffer without bound', async () => {
    const hub = hubOver(source);
    const page = new Page();
    page.buffered = 2 ** 21;
    follow(hub, 'slow', page, await source.oldestKept());
    await append('slow', 1);
    hub.wake('slow');
    await until(async () => page.closedWith !== null);
    expect(page.closedWith).toBe(CLOSE_SLOW);
    expect(hub.socketCount('slow')).toBe(0);
  });

  it('keeps acknowledgements as information: a second device still gets everything', async () => {
    const hub = hubOver(source);
    const first = new Page();
    const ids = await append('ack', 2);
    const client = follow(hub, 'ack', first, await source.oldestKept());
    await until(async () => first.ids.length === 2);
    await client.receive(JSON.stringify({ type: 'ack', id: ids[1] }));
    const second = new Page();
    follow(hub, 'ack', second, await source.oldestKept());
    await until(async () => second.ids.length === 2);
    expect(second.ids).toEqual(ids);
  });

  it('closes the sockets of a session that was revoked', async () => {
    const hub = hubOver(outboxSource(database, async () => new Set(['other']), clock));
    const page = new Page();
    follow(hub, 'revoked', page, null);
    await hub.closeRevoked();
    expect(page.closedWith).toBe(CLOSE_SIGNED_OUT);
  });

  it('met no fault on the way', () => {
    expect(faults).toEqual([]);
  });
});
