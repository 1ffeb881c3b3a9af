import { SERIAL_SLOTS } from '../../apps/bff/src/lib/queue/workers.ts';
import type { BenchHouse } from '../benchHouse.ts';
import { openIdleQueue } from '../idleQueue.ts';
import { type Spent, spentOn } from './measure.ts';

export interface QueueCost extends Spent {
  jobs: number;
  perSecond: number;
}

/** Enqueues jobs of as many people at once and lets a worker do them; what the jobs are for costs nothing. */
export async function measureQueue(house: BenchHouse, jobs: number): Promise<QueueCost> {
  let left = jobs;
  let allDone: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    allDone = resolve;
  });
  const { queue, close } = await openIdleQueue({
    databaseUrl: house.appUrl,
    redisUrl: null,
    lockSlots: SERIAL_SLOTS,
    onRun: () => {
      left -= 1;
      if (left === 0) allDone();
    },
  });
  const begun = performance.now();
  const spent = await spentOn(house, async () => {
    const ids = Array.from({ length: jobs }, (_, job) => `person-${job}`);
    await Promise.all(
      ids.map((userId) => queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId })),
    );
    await done;
  });
  const seconds = (performance.now() - begun) / 1_000;
  await close();
  return { jobs, perSecond: jobs / seconds, node: spent.node / jobs, postgres: spent.postgres / jobs };
}
