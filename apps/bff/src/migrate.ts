import { readOwnerUrl } from './config/env.ts';
import { migrate } from './lib/migrate.ts';
import { migrateQueues } from './lib/queue/migrateQueues.ts';

/** Brings the database up to date as its owner, then ends. The roles must be there: whoever starts us makes them. */
const ownerUrl = readOwnerUrl();
for (const name of await migrate(ownerUrl)) console.info(`applied migration ${name}`);
await migrateQueues(ownerUrl);
// Prisma's engine leaves a timer of ten seconds behind, for which nobody should wait.
process.exit(0);
