import { JOBS } from '@twin/shared/jobs/catalog';
import { createAdvisoryLocks } from '../../src/lib/queue/advisoryLocks.ts';
import { openQueueBackend } from '../../src/lib/queue/backend.ts';
import type { JobHandlers } from '../../src/lib/queue/handlers.ts';
import { startWorkers } from '../../src/lib/queue/workers.ts';
import { createLogger } from '../../src/lib/telemetry/logger.ts';
import { createMetrics } from '../../src/lib/telemetry/metrics.ts';

/** A worker process that takes a job, says so and never ends it; the test kills it. */
const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2);
const run = (): Promise<undefined> => {
  process.stdout.write('took\n');
  return new Promise(() => undefined);
};
const handlers = Object.fromEntries(Object.keys(JOBS).map((name) => [name, { run }]));
startWorkers(
  await openQueueBackend({ databaseUrl, redisUrl: redisUrl || null, poolSize: 12 }),
  {
    handlers: handlers as unknown as JobHandlers,
    locks: createAdvisoryLocks(databaseUrl, 1),
    log: createLogger('stuck', 'silent'),
    metrics: createMetrics(),
  },
  { lockMs: 600, stalledCheckMs: 200 },
);
