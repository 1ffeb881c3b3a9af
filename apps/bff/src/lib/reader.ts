import { SpanKind } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { calm } from './calmPool.ts';
import { inSpan } from './telemetry/tracing.ts';

/** A statement that is planned once per connection; its name stands for its text. */
export interface ReadStatement {
  name: string;
  text: string;
  values: unknown[];
}

/**
 * Reads for one person with as few round trips as row security allows: for the busiest lists only, where the general
 * way of lib/db costs more than the statement itself.
 */
export interface Reader {
  read<Row>(userId: string, statement: ReadStatement): Promise<Row[]>;
  /** Bound to no person: for the owner's narrow functions, in one round trip. */
  readUnbound<Row>(statement: ReadStatement): Promise<Row[]>;
  close(): Promise<void>;
}

const SQL_SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/** Connects as the app role on first use. */
export function createReader(databaseUrl: string, max: number): Reader {
  let opening: Promise<Pool> | null = null;
  return {
    async read<Row>(userId: string, statement: ReadStatement): Promise<Row[]> {
      opening ??= openPool(databaseUrl, max);
      const client = await (await opening).connect();
      try {
        // One trip for both: the setting lasts as long as the transaction, whatever becomes of the statement.
        await client.query(
          `BEGIN READ ONLY; SELECT set_config('app.user_id', ${client.escapeLiteral(userId)}, true)`,
        );
        const { rows } = await inSpan(`sql ${statement.name}`, SQL_SPAN, () => client.query(statement));
        // The answer is read; the connection goes back when the transaction has ended.
        client.query('COMMIT').then(
          () => client.release(),
          (error: Error) => client.release(error),
        );
        return rows as Row[];
      } catch (error) {
        client.release(error instanceof Error ? error : true);
        throw error;
      }
    },
    async readUnbound<Row>(statement: ReadStatement): Promise<Row[]> {
      opening ??= openPool(databaseUrl, max);
      const { rows } = await (await opening).query(statement);
      return rows as Row[];
    },
    close: async () => {
      if (opening !== null) await (await opening).end();
    },
  };
}

async function openPool(databaseUrl: string, max: number): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: databaseUrl, max, application_name: 'twin-reader' });
  return calm(pool);
}
