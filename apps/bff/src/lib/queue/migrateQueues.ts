import { runMigrations } from 'bullmq';
import pg from 'pg';
import { QUEUE_SCHEMA } from './backend.ts';

/** As the migrations name it. */
const APP_ROLE = 'twin_app';

/**
 * Brings BullMQ's own schema up to date as the owner and opens it to the app role, which also makes a sequence per
 * queue there. It holds no rows of persons, only ids, so it needs no row-level security.
 */
export async function migrateQueues(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
    `);
    await grantOwnSequences(client);
  } finally {
    await client.end();
  }
}

/** Sequences that the app role made itself are its own, and only an owner may grant. */
async function grantOwnSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
      WHERE schemaname = $1 AND sequenceowner = current_user`,
    [QUEUE_SCHEMA],
  );
  for (const { name } of rows)
    await client.query(`GRANT USAGE, SELECT, UPDATE ON SEQUENCE ${name} TO ${APP_ROLE}`);
}
