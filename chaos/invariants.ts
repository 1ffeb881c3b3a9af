import { ERRORS } from '@twin/shared/errors/catalog';
import pg from 'pg';
import { BullJobQueue } from '../apps/bff/src/lib/queue/BullJobQueue.ts';
import { openQueueBackend } from '../apps/bff/src/lib/queue/backend.ts';
import type { ChaosHouse } from './ChaosHouse.ts';
import { pause } from './faults.ts';

export interface TagLine {
  extId: string;
  label: string;
  confidence: number;
}

/** What an undisturbed run says about the written history: the yardstick of every round. */
export interface Yardstick {
  rows: string[];
  tags: TagLine[];
}

export interface RoundResult {
  userId: string;
  frames: { id: string; type: string }[];
  /** The newest event when the client left. */
  head: string;
  struck: string[];
  /** What did not come to rest in time. */
  unfinished: string[];
  /** Processes that ended without being killed. */
  died: string[];
}

export const INVARIANTS = [
  'trades',
  'tags',
  'events',
  'digests',
  'queues',
  'dead letters',
  'rest',
  'processes',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

export interface Violation {
  invariant: Invariant;
  reason: string;
}

const EMPTY_WITHIN_MS = 120_000;

/** What must hold after a round, whatever struck. */
export async function violationsOf(
  house: ChaosHouse,
  yardstick: Yardstick,
  result: RoundResult,
): Promise<Violation[]> {
  const client = new pg.Client({ connectionString: house.adminUrl });
  await client.connect();
  const queue = openQueue(house);
  try {
    const found = [
      await trades(client, yardstick, result),
      await tags(house, yardstick, result),
      await events(client, result),
      await digests(client, result),
      await openJobs(queue),
      await deadLetters(client, queue, result),
      result.unfinished,
      result.died,
    ];
    return INVARIANTS.flatMap((invariant, at) => (found[at] ?? []).map((reason) => ({ invariant, reason })));
  } finally {
    await client.end();
    await queue.close();
  }
}

export function openQueue({ appUrl, redisUrl }: ChaosHouse): BullJobQueue {
  const open = () => openQueueBackend({ databaseUrl: appUrl, redisUrl, poolSize: 2 });
  return new BullJobQueue(open, () => undefined, null);
}

/** As a yardstick and as a result: without ids, which differ between two people. */
export async function readTags(adminUrl: string, userId: string): Promise<TagLine[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<TagLine>(
      `SELECT t."extId", b.label, b.confidence FROM "BiasTag" b JOIN "Trade" t ON t.id = b."tradeId"
       WHERE b."userId" = $1 ORDER BY t."extId", b.label`,
      [userId],
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** Stored trades = distinct fills sent. */
async function trades(client: pg.Client, { rows }: Yardstick, { userId }: RoundResult): Promise<string[]> {
  const { rows: stored } = await client.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM "Trade" WHERE "userId" = $1',
    [userId],
  );
  const distinct = new Set(rows).size;
  return stored[0]?.n === distinct ? [] : [`${stored[0]?.n} trades are stored of ${distinct} fills sent`];
}

/** Tags = those of the undisturbed run, with their confidences. */
async function tags(house: ChaosHouse, yardstick: Yardstick, { userId }: RoundResult): Promise<string[]> {
  const lines = (await readTags(house.adminUrl, userId)).map((line) => JSON.stringify(line));
  const wanted = yardstick.tags.map((line) => JSON.stringify(line));
  const missing = wanted.filter((line) => !lines.includes(line));
  const added = lines.filter((line) => !wanted.includes(line));
  return [...missing.map((line) => `missing ${line}`), ...added.map((line) => `not expected ${line}`)];
}

/** The client has each event once and in order, and each tag was told once. */
async function events(client: pg.Client, { userId, frames, head }: RoundResult): Promise<string[]> {
  const { rows } = await client.query<{ id: string; type: string; payload: { tags?: object[] } }>(
    'SELECT id, type, payload FROM "EventOutbox" WHERE "userId" = $1 AND id BETWEEN $2 AND $3 ORDER BY ts, id',
    [userId, frames[0]?.id ?? '', head],
  );
  const sent = rows.map(({ id }) => id).join();
  const got = frames.map(({ id }) => id).join();
  return sent === got
    ? []
    : [`the client has ${frames.length} frames of ${rows.length} events, or another order`];
}

/** One digest per week, no two that overlap, and one event per revision. */
async function digests(client: pg.Client, { userId }: RoundResult): Promise<string[]> {
  const { rows } = await client.query<{ told: number; overlaps: number; revisions: number; events: number }>(
    `SELECT (SELECT count(*)::int FROM "Digest" WHERE "userId" = $1) AS told,
       (SELECT count(*)::int FROM "Digest" a JOIN "Digest" b ON a.id < b.id AND a."userId" = b."userId"
          AND a."periodStart" < b."periodEnd" AND b."periodStart" < a."periodEnd" WHERE a."userId" = $1) AS overlaps,
       (SELECT coalesce(sum(revision), 0)::int FROM "Digest" WHERE "userId" = $1) AS revisions,
       (SELECT count(*)::int FROM "EventOutbox" WHERE "userId" = $1 AND type = 'digest.ready') AS events`,
    [userId],
  );
  const [row] = rows;
  if (!row) return ['nothing could be read'];
  return [
    ...(row.told === 0 ? ['no week was told'] : []),
    ...(row.overlaps > 0 ? [`${row.overlaps} digests overlap`] : []),
    ...(row.revisions === row.events ? [] : [`${row.events} events for ${row.revisions} revisions`]),
  ];
}

/** Nothing waits or runs, but for reports, which come later on purpose. */
export async function openJobs(queue: BullJobQueue): Promise<string[]> {
  const deadline = performance.now() + EMPTY_WITHIN_MS;
  for (;;) {
    const counts = await queue.countJobs();
    const open = counts.filter(
      ({ queue: name, state, count }) =>
        count > 0 && state !== 'failed' && !(name === 'q_report' && state === 'delayed'),
    );
    if (open.length === 0) return [];
    if (performance.now() > deadline) {
      return open.map(({ queue: name, state, count }) => `${count} jobs of ${name} are ${state}`);
    }
    await pause(100);
  }
}

/** A failed job has a code of our table, and what it was to do was done by another one. */
async function deadLetters(
  client: pg.Client,
  queue: BullJobQueue,
  { userId }: RoundResult,
): Promise<string[]> {
  const letters = (await queue.deadLetters()).filter(({ payload }) => payload['userId'] === userId);
  const unknown = letters.filter(({ reason }) => !(reason in ERRORS) && !reason.includes('stalled'));
  const { rows } = await client.query<{ id: string; status: string }>(
    `SELECT id, status FROM "Import" WHERE "userId" = $1 AND status <> 'done'`,
    [userId],
  );
  return [
    ...unknown.map(({ name, reason }) => `${name} failed without a known reason: ${reason}`),
    ...rows.map(({ id, status }) => `the import ${id} ended as ${status}`),
  ];
}
