import { join } from 'node:path';
import type { Server } from '@twin/cli/Server';
import type { WebSocket } from 'ws';
import { type Bench, quantile, rounded } from './figure.ts';
import { writeLongHistory } from './longHistory.ts';
import {
  importFully,
  openSocket,
  type RunningProduct,
  readFor,
  startProduct,
  untilImport,
  upload,
} from './runningProduct.ts';

const PER_SECOND = 200;
const SOCKETS_PER_PERSON = 10;

/**
 * load.p99 and load.errors: mixed reads of one person, 200 a second, while another imports 1,000,000 fills and 1,000
 * sockets of 100 people listen, against the same reads of the same run with nothing else going on.
 */
const bench: Bench = async ({ smoke }) => {
  const [fills, people, seconds] = smoke ? [100_000, 5, 3] : [1_000_000, 100, 30];
  const begun = performance.now();
  const product = await startProduct();
  try {
    const reader = await readerOf(product, smoke ? 1_000 : 10_000);
    await readFor(product, reader, { perSecond: PER_SECOND, seconds: 5 });
    const idle = await readFor(product, reader, { perSecond: PER_SECOND, seconds });
    const listeners = await openSockets(product, people);
    const importer = await product.register();
    const path = join(product.folder, 'long.csv');
    await writeLongHistory(path, fills);
    const id = await upload(importer, path);
    const before = await untilImport(importer, id, ({ rows }) => rows.accepted > 0);
    const busy = await readFor(product, reader, { perSecond: PER_SECOND, seconds });
    const after = await untilImport(importer, id, () => true);
    const open = listeners.filter(({ readyState }) => readyState === 1).length;
    for (const socket of listeners) socket.terminate();
    const [p99, idleP99] = [quantile(busy.times, 0.99), quantile(idle.times, 0.99)];
    const common = {
      n: busy.times.length,
      durationMs: Math.round(performance.now() - begun),
      better: 'lower' as const,
      ...(smoke ? { smoke: true as const } : {}),
    };
    const stored = `${after.rows.accepted - before.rows.accepted} fills stored meanwhile (${after.status})`;
    return [
      {
        name: 'load.p99',
        value: rounded(p99 / idleP99),
        unit: '× at rest',
        floor: 3,
        ratio: rounded(p99 / idleP99),
        ...common,
        note: `p50 ${rounded(quantile(busy.times, 0.5))} ms, p99 ${rounded(p99)} ms; at rest ${rounded(quantile(idle.times, 0.5))} and ${rounded(idleP99)} ms; ${rounded(busy.times.length / seconds)} reads/s; ${stored}; ${open} sockets open to the end`,
      },
      {
        name: 'load.errors',
        value: idle.errors + busy.errors + listeners.length - open,
        unit: 'errors',
        floor: 0,
        ...common,
      },
    ];
  } finally {
    await product.close();
  }
};
export default bench;

async function readerOf(product: RunningProduct, fills: number): Promise<Server> {
  const reader = await product.register();
  const path = join(product.folder, 'reader.csv');
  await writeLongHistory(path, fills);
  await importFully(reader, path);
  return reader;
}

async function openSockets(product: RunningProduct, people: number): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let person = 0; person < people; person += 1) {
    const someone = await product.register();
    const opened = Array.from({ length: SOCKETS_PER_PERSON }, () => openSocket(someone));
    sockets.push(...(await Promise.all(opened)));
  }
  return sockets;
}
