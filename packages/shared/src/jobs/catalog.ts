import { z } from 'zod';
import { Id } from '../dto/wire.ts';

/**
 * Every background job: its payload, its queue and how it is retried. One table is contract, policy and
 * documentation. Payloads carry ids and versions, never rows, and may only grow optional fields, since jobs of
 * the last release are still in flight during a deploy.
 */
export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  queue: QueueName;
  payload: Payload;
  attempts: number;
  /** First wait before a retry; it doubles each time. */
  backoffMs: number;
  timeoutMs: number;
  concurrency: number;
  /** Jobs of one queue and one such person or connection never run at the same time. */
  serialBy?: 'userId' | 'connectionId';
}

export const QUEUES = [
  'q_import',
  'q_market',
  'q_score',
  'q_report',
  'q_sim',
  'q_digest',
  'q_maintenance',
] as const;
export type QueueName = (typeof QUEUES)[number];

export const JOBS = {
  importFills: {
    queue: 'q_import',
    payload: z.object({ v: z.literal(1), userId: Id, importId: Id }),
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 600_000,
    concurrency: 2,
    serialBy: 'userId',
  },
  syncBroker: {
    queue: 'q_import',
    payload: z.object({ v: z.literal(1), userId: Id, connectionId: Id }),
    attempts: 5,
    backoffMs: 5_000,
    timeoutMs: 600_000,
    concurrency: 2,
    serialBy: 'connectionId',
  },
  scoreDecisions: {
    queue: 'q_score',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 600_000,
    concurrency: 2,
    serialBy: 'userId',
  },
  reportBiases: {
    queue: 'q_report',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 600_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  checkRules: {
    queue: 'q_report',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 300_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  fetchCandles: {
    queue: 'q_market',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 3,
    backoffMs: 30_000,
    timeoutMs: 600_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  keepCandles: {
    queue: 'q_market',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 5,
    backoffMs: 30_000,
    timeoutMs: 300_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  reflectOnImport: {
    queue: 'q_score',
    payload: z.object({ v: z.literal(1), userId: Id, importId: Id }),
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    concurrency: 2,
  },
  runSimulation: {
    queue: 'q_sim',
    payload: z.object({ v: z.literal(1), userId: Id, simulationId: Id }),
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    concurrency: 2,
  },
  writeDigests: {
    queue: 'q_digest',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 5,
    backoffMs: 5_000,
    timeoutMs: 120_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  mailDigest: {
    queue: 'q_digest',
    payload: z.object({ v: z.literal(1), userId: Id, digestId: Id }),
    attempts: 8,
    backoffMs: 30_000,
    timeoutMs: 60_000,
    concurrency: 1,
  },
  exportAccount: {
    queue: 'q_maintenance',
    payload: z.object({ v: z.literal(1), userId: Id, exportId: Id }),
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 600_000,
    concurrency: 1,
  },
  sendPasswordReset: {
    queue: 'q_maintenance',
    payload: z.object({ v: z.literal(1), userId: Id, resetId: Id }),
    attempts: 8,
    backoffMs: 2_000,
    timeoutMs: 60_000,
    concurrency: 1,
  },
  renewKeys: {
    queue: 'q_maintenance',
    payload: z.object({ v: z.literal(1), userId: Id }),
    attempts: 5,
    backoffMs: 60_000,
    timeoutMs: 60_000,
    concurrency: 1,
    serialBy: 'userId',
  },
  expireRows: {
    queue: 'q_maintenance',
    payload: z.object({ v: z.literal(1) }),
    attempts: 5,
    backoffMs: 60_000,
    timeoutMs: 600_000,
    concurrency: 1,
  },
  maintainPartitions: {
    queue: 'q_maintenance',
    payload: z.object({ v: z.literal(1) }),
    attempts: 5,
    backoffMs: 60_000,
    timeoutMs: 60_000,
    concurrency: 1,
  },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]['payload']>;
