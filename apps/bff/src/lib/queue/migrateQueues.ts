import { runMigrations } from 'bullmq';
import type { Client } from 'pg';
import { inSession } from '../migrate.ts';
import { QUEUE_SCHEMA } from './backend.ts';

/** As the migrations name it. */
const APP_ROLE = 'twin_app';

/**
 * Brings BullMQ's own schema up to date as the owner and opens it to the app role, which also makes a sequence per
 * queue there. It holds no rows of persons, only ids, so it needs no row-level security.
 */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  await inSession(ownerUrl, async (session) => {
    await runMigrations(session, QUEUE_SCHEMA);
    await session.query(`
      GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
    `);
    await grantOwnSequences(session);
  });
}

/** Sequences that the app role made itself are its own, and only an owner may grant. */
async function grantOwnSequences(session: Client): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
      WHERE schemaname = $1 AND sequenceowner = current_user`,
    [QUEUE_SCHEMA],
  );
  for (const { name } of rows)
    await session.query(`GRANT USAGE, SELECT, UPDATE ON SEQUENCE ${name} TO ${APP_ROLE}`);
}
