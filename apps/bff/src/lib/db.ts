import { SpanKind } from '@opentelemetry/api';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { calm } from './calmPool.ts';
import { inSpan } from './telemetry/tracing.ts';

/** What a repo works on: an open transaction, or the client itself outside of one. */
export type Transaction = Prisma.TransactionClient;

export interface TransactionOptions {
  /** The transaction is rolled back after this long; default 15 s. */
  timeoutMs?: number;
  /** All its queries see the data of one moment. */
  isSnapshot?: boolean;
}

/**
 * Opens a transaction, binds it to the person and hands the work the repos bound to it. PostgreSQL then shows and
 * takes that person's rows only, whatever a query forgets. Commits when the work resolves, else rolls back.
 */
export type ForUser<Repos> = <T>(
  userId: string,
  work: (repos: Repos) => Promise<T>,
  options?: TransactionOptions,
) => Promise<T>;

/** Registers what happens once the transaction has committed, and never when it rolls back. */
export type AfterCommit = (task: () => void) => void;

export interface Database<Repos> {
  forUser: ForUser<Repos>;
  /** Repos bound to no person: tenant tables are empty, only the owner's narrow functions answer. */
  withoutUser: Repos;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connection as the app role. */
  url: string;
  poolSize: number;
}

const SQL_SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };
const TIMEOUT_MS = 15_000;
const MAX_WAIT_MS = 10_000;

/** Connects on first use; `bind` makes the repos of one transaction. */
export function openDatabase<Repos>(
  options: DatabaseOptions,
  bind: (transaction: Transaction, afterCommit: AfterCommit) => Repos,
): Database<Repos> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: MAX_WAIT_MS,
    // The adapter writes times without a zone.
    options: '-c timezone=UTC',
  });
  const client = new PrismaClient({ adapter: new PrismaPg(calm(pool), { disposeExternalPool: true }) });
  return {
    forUser: async (userId, work, { timeoutMs = TIMEOUT_MS, isSnapshot = false } = {}) => {
      const tasks: (() => void)[] = [];
      const result = await inSpan('sql transaction', SQL_SPAN, () =>
        client.$transaction(
          async (transaction) => {
            await transaction.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`;
            return work(bind(transaction, (task) => tasks.push(task)));
          },
          {
            timeout: timeoutMs,
            maxWait: MAX_WAIT_MS,
            ...(isSnapshot ? { isolationLevel: 'RepeatableRead' as const } : {}),
          },
        ),
      );
      for (const task of tasks) task();
      return result;
    },
    withoutUser: bind(client, (task) => task()),
    close: () => client.$disconnect(),
  };
}
