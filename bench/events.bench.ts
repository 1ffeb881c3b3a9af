import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { WebSocket, WebSocketServer } from 'ws';
import { newUlid } from '../apps/bff/src/lib/ulid.ts';
import { OUTBOX_CHANNEL } from '../apps/bff/src/modules/events/index.ts';
import { HAS_REDIS, startRedis } from '../apps/bff/test/support/redisServer.ts';
import { type BenchPerson, openBenchHouse } from './benchHouse.ts';
import { type Bench, type Figure, median, quantile, rounded } from './figure.ts';

const TAGS = [
  { tradeId: 't'.repeat(64), decisionId: 't'.repeat(64), label: 'revenge_trade', confidence: 0.81 },
];
const SOCKETS_PER_PERSON = 10;

/**
 * event.latency: from the commit of a tag's event to its frame at a socket, on both wake-ups.
 * event.fanout: events committed for many people at once until each of their sockets has each of them, against a
 * bare WebSocket server that sends equal frames to as many sockets.
 */
const bench: Bench = async ({ smoke }) => {
  const events = smoke ? 50 : 1_000;
  const figures = [await latency('event.latency', events, null, 50, smoke)];
  if (HAS_REDIS) {
    const redis = await startRedis();
    figures.push(await latency('event.latency:redis', events, redis.url, 25, smoke));
    await redis.stop();
  }
  return [...figures, await fanout(smoke)];
};
export default bench;

async function latency(
  name: string,
  events: number,
  redisUrl: string | null,
  floor: number,
  smoke: boolean,
): Promise<Figure> {
  const begun = performance.now();
  const house = await openBenchHouse(redisUrl === null ? {} : { REDIS_URL: redisUrl });
  try {
    const address = await house.api.start();
    const person = await house.register();
    const socket = await openSocket(address, person);
    const waits: number[] = [];
    for (let event = 0; event < events; event += 1) {
      const arrived = once(socket, 'message').then(() => performance.now());
      await house.foundation.database.forUser(person.id, ({ outbox }) =>
        outbox.append(person.id, 'bias.tagged', { tags: TAGS }),
      );
      const committed = performance.now();
      waits.push(Math.max(0, (await arrived) - committed));
    }
    socket.terminate();
    return {
      name,
      value: rounded(quantile(waits, 0.99)),
      unit: 'ms p99',
      floor,
      better: 'lower',
      n: events,
      durationMs: Math.round(performance.now() - begun),
      note: `p50 ${rounded(median(waits))} ms`,
      ...(smoke ? { smoke: true as const } : {}),
    };
  } finally {
    await house.close();
  }
}

async function fanout(smoke: boolean): Promise<Figure> {
  const begun = performance.now();
  const [people, each, pairs] = smoke ? [5, 10, 1] : [100, 50, 5];
  const house = await openBenchHouse();
  const client = new pg.Client({ connectionString: house.adminUrl });
  await client.connect();
  try {
    const address = await house.api.start();
    const persons: BenchPerson[] = [];
    for (let at = 0; at < people; at += 1) persons.push(await house.register());
    const ours = await Promise.all(
      persons.flatMap((person) =>
        Array.from({ length: SOCKETS_PER_PERSON }, () => openSocket(address, person)),
      ),
    );
    const bare = await openBareServer(people * SOCKETS_PER_PERSON);
    const ratios: number[] = [];
    const rates: number[] = [];
    const frames = people * SOCKETS_PER_PERSON * each;
    for (let pair = 0; pair < pairs; pair += 1) {
      const ourSeconds = await untilReceived(ours, frames, () => commitEvents(client, persons, each));
      const bareSeconds = await untilReceived(bare.clients, frames, async () => bare.send(each));
      ratios.push(bareSeconds / ourSeconds);
      rates.push(frames / ourSeconds);
    }
    for (const socket of ours) socket.terminate();
    await bare.close();
    return {
      name: 'event.fanout',
      value: rounded(median(ratios)),
      unit: '× a bare server',
      floor: 0.5,
      better: 'higher',
      ratio: rounded(median(ratios)),
      n: frames,
      durationMs: Math.round(performance.now() - begun),
      note: `${people * SOCKETS_PER_PERSON} sockets of ${people} people, ${rounded(median(rates))} frames/s`,
      ...(smoke ? { smoke: true as const } : {}),
    };
  } finally {
    await client.end();
    await house.close();
  }
}

/** One transaction for all people, as many scores that commit at the same moment. */
async function commitEvents(client: pg.Client, persons: readonly BenchPerson[], each: number): Promise<void> {
  const now = Date.now();
  const rows = persons.flatMap(({ id }) =>
    Array.from({ length: each }, (_, at) => ({ userId: id, id: newUlid(now + at), ts: new Date(now + at) })),
  );
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO "EventOutbox" (id, "userId", type, v, ts, payload)
     SELECT e.id, e."userId", 'bias.tagged', 1, e.ts, $4::jsonb
     FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS e (id, "userId", ts)`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.userId),
      rows.map((row) => row.ts),
      JSON.stringify({ tags: TAGS }),
    ],
  );
  await client.query('SELECT pg_notify($1, id) FROM unnest($2::text[]) AS id', [
    OUTBOX_CHANNEL,
    persons.map(({ id }) => id),
  ]);
  await client.query('COMMIT');
}

/** Seconds from the begin of the work until the sockets together have received so many frames. */
async function untilReceived(
  sockets: readonly WebSocket[],
  frames: number,
  work: () => Promise<void>,
): Promise<number> {
  let left = frames;
  const begun = performance.now();
  const done = new Promise<number>((resolve) => {
    for (const socket of sockets) {
      socket.removeAllListeners('message');
      socket.on('message', () => {
        left -= 1;
        if (left === 0) resolve((performance.now() - begun) / 1_000);
      });
    }
  });
  await work();
  return done;
}

async function openSocket(address: string, { browser }: BenchPerson): Promise<WebSocket> {
  const url = new URL(address);
  const socket = new WebSocket(`ws://${url.host}/v1/stream`, {
    headers: {
      origin: url.origin,
      cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  await once(socket, 'open');
  return socket;
}

interface BareServer {
  clients: WebSocket[];
  send(each: number): void;
  close(): Promise<void>;
}

async function openBareServer(sockets: number): Promise<BareServer> {
  const http: Server = createServer();
  const server = new WebSocketServer({ server: http });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const clients = await Promise.all(
    Array.from({ length: sockets }, async () => {
      const client = new WebSocket(`ws://127.0.0.1:${port}`);
      await once(client, 'open');
      return client;
    }),
  );
  return {
    clients,
    send: (each) => {
      for (let event = 0; event < each; event += 1) {
        const ts = new Date();
        const frame = JSON.stringify({
          id: newUlid(ts.getTime()),
          type: 'bias.tagged',
          v: 1,
          ts,
          payload: { tags: TAGS },
        });
        for (const client of server.clients) client.send(frame);
      }
    },
    close: async () => {
      for (const client of clients) client.terminate();
      server.close();
      http.close();
      await once(http, 'close');
    },
  };
}
