import { parseArgs } from 'node:util';
import { readOwnerUrl } from './config/env.ts';
import { migrate } from './lib/migrate.ts';
import { migrateQueues } from './lib/queue/migrateQueues.ts';

/** Brings the database up to date as its owner, then ends. The roles must be there: whoever starts us makes them. */
const ownerUrl = readOwnerUrl();
const { values } = parseArgs({ options: { until: { type: 'string' } } });
for (const name of await migrate(ownerUrl, values.until)) console.info(`applied migration ${name}`);
await migrateQueues(ownerUrl);
// Prisma's engine leaves a timer of ten seconds behind, for which nobody should wait.
process.exit(0);
