import { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';
import { ulidAfter, ulidTime } from '../../lib/ulid.ts';

/** An event as the outbox holds it. */
export interface StoredEvent {
  id: string;
  type: string;
  v: number;
  ts: Date;
  payload: unknown;
}

/** The channel that every append notifies with the user's id, at commit: a wake-up and nothing more. */
export const OUTBOX_CHANNEL = 'twin_outbox';

/** Wakes the readers after the commit when PostgreSQL's own notification is not the one in use. */
export type Announce = (userId: string) => void;

export class OutboxRepo {
  private readonly db: Transaction;
  private readonly announce: Announce | null;

  constructor(db: Transaction, announce: Announce | null = null) {
    this.db = db;
    this.announce = announce;
  }

  /**
   * Stores an event. Call it last before commit: from here on other writers of this user's events wait, so that
   * the order of ids is the order of commits and a client that resumes after an id misses nothing.
   * @returns the event's id, a ULID greater than the user's last one
   */
  async append(userId: string, type: string, payload: unknown, v = 1): Promise<string> {
    // A statement of its own: the next one must see what was committed while this one waited.
    await this.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${userId}, 0))`;
    const [last] = await this.db.$queryRaw<{ id: string | null; now: Date }[]>`
      SELECT (SELECT id FROM "EventOutbox" WHERE "userId" = ${userId} ORDER BY ts DESC, id DESC LIMIT 1) AS id,
        clock_timestamp() AS now`;
    if (!last) throw new Error('the database gave no time');
    const id = ulidAfter(last.id, last.now.getTime());
    await this.db.$executeRaw`
      WITH event AS (
        INSERT INTO "EventOutbox" (id, "userId", type, v, ts, payload)
        VALUES (${id}, ${userId}, ${type}, ${v}, ${new Date(ulidTime(id))}, ${JSON.stringify(payload)}::jsonb)
        RETURNING "userId"
      ) SELECT pg_notify(${OUTBOX_CHANNEL}, "userId") FROM event`;
    this.announce?.(userId);
    return id;
  }

  /** The events after the given one ('' for all that are kept), oldest first. */
  async listSince(userId: string, eventId: string, limit = 200): Promise<StoredEvent[]> {
    const after =
      eventId === ''
        ? Prisma.empty
        : Prisma.sql`AND ts >= ${new Date(ulidTime(eventId))} AND (ts, id) > (${new Date(ulidTime(eventId))}, ${eventId})`;
    return this.db.$queryRaw<StoredEvent[]>`
      SELECT id, type, v, ts, payload FROM "EventOutbox"
      WHERE "userId" = ${userId} ${after} ORDER BY ts, id LIMIT ${limit}`;
  }

  /** Information for the person's devices, never a filter: what one device read the next one reads as well. */
  async markDelivered(userId: string, ids: readonly string[], at: Date): Promise<void> {
    if (ids.length === 0) return;
    const times = ids.map((id) => new Date(ulidTime(id)));
    await this.db.$executeRaw`
      UPDATE "EventOutbox" AS e SET "deliveredAt" = ${at}
      FROM unnest(${[...ids]}::text[], ${times}::timestamptz[]) AS d (id, ts)
      WHERE e.id = d.id AND e.ts = d.ts AND e."userId" = ${userId} AND e."deliveredAt" IS NULL`;
  }

  /** The newest event of the user, or '' without any. */
  async headOf(userId: string): Promise<string> {
    return (await this.headsOf([userId])).get(userId) ?? '';
  }

  /** The newest event of each of these users that has one. Needs no user. */
  async headsOf(userIds: readonly string[]): Promise<Map<string, string>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.db.$queryRaw<{ userId: string; id: string }[]>`
      SELECT * FROM outbox_heads(${[...userIds]}::text[])`;
    return new Map(rows.map((row) => [row.userId, row.id]));
  }

  /** Events before this time are no longer kept. Needs no user. */
  async keptSince(): Promise<Date> {
    const [row] = await this.db.$queryRaw<{ since: Date }[]>`SELECT outbox_kept_since() AS since`;
    if (!row) throw new Error('the outbox has no partition');
    return row.since;
  }

  /** Makes the partitions of this month and the next ones. Needs no user. @returns how many are new */
  async createPartitions(monthsAhead: number): Promise<number> {
    const [row] = await this.db.$queryRaw<{ n: number }[]>`
      SELECT create_outbox_partitions(${monthsAhead}::int) AS n`;
    return row?.n ?? 0;
  }

  /** Drops the months that ended at or before the given time. Needs no user. @returns how many */
  async dropPartitions(before: Date): Promise<number> {
    const [row] = await this.db.$queryRaw<{ n: number }[]>`SELECT drop_outbox_partitions(${before}) AS n`;
    return row?.n ?? 0;
  }
}
