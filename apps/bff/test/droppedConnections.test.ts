import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../src/lib/db.ts';
import { createTestDatabase } from './support/testDatabase.ts';

/** What PostgreSQL sends to each of its connections when it goes down. */
const GOING_DOWN = message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0');
const READY = message('Z', 'I');

const database = await createTestDatabase();

it('outlives a server that goes down in the very moment in which a connection is handed out', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  const proxy = await openProxy(Number(new URL(database.appUrl).port));
  const url = Object.assign(new URL(database.appUrl), { port: String(proxy.port) }).toString();
  const pooled = openDatabase({ url, poolSize: 1 }, (transaction) => transaction);
  onTestFinished(async () => {
    process.off('uncaughtExceptionMonitor', note);
    await pooled.close();
    proxy.close();
  });
  proxy.endAtNextReady();
  await expect(pooled.forUser('somebody', async () => 'done')).rejects.toThrow();
  expect(await pooled.forUser('somebody', async () => 'done')).toBe('done');
  expect(uncaught).toEqual([]);
});

function message(type: string, body: string): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** Loopback connections to a server, one of which can be made to end right behind an answer, in one piece with it. */
async function openProxy(targetPort: number) {
  let isEnding = false;
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) socket.on('error', end).on('close', end);
    client.pipe(target);
    target.on('data', (chunk) => {
      const isLast = isEnding && chunk.subarray(-READY.length).equals(READY);
      client.write(isLast ? Buffer.concat([chunk, GOING_DOWN]) : chunk);
      if (!isLast) return;
      isEnding = false;
      client.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    endAtNextReady: (): void => {
      isEnding = true;
    },
    close: () => server.close(),
  };
}
