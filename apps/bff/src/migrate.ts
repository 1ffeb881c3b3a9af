import { parseArgs } from 'node:util';
import { readOwnerUrl } from './config/env.ts';
import { migrate, NewerDataError } from './lib/migrate.ts';
import { migrateQueues } from './lib/queue/migrateQueues.ts';

/** The status by which whoever starts us knows that another version is needed. */
const NEWER_DATA = 3;

/** Brings the database up to date as its owner. The roles must be there: whoever starts us makes them. */
async function bringUpToDate(): Promise<number> {
  const ownerUrl = readOwnerUrl();
  const { values } = parseArgs({ options: { until: { type: 'string' } } });
  try {
    for (const name of await migrate(ownerUrl, values.until)) console.info(`applied migration ${name}`);
  } catch (error) {
    if (!(error instanceof NewerDataError)) throw error;
    console.error(error.message);
    return NEWER_DATA;
  }
  await migrateQueues(ownerUrl);
  return 0;
}

// Prisma's engine leaves a timer of ten seconds behind, for which nobody should wait.
process.exit(await bringUpToDate());
