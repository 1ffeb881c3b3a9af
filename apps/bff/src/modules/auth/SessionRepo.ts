import type { Transaction } from '../../lib/db.ts';

type Hash = Uint8Array<ArrayBuffer>;

export interface NewSession {
  tokenHash: Hash;
  idleExpiresAt: Date;
  expiresAt: Date;
  ipHash: Hash;
  uaHash: Hash | null;
  device: string | null;
}

export interface StoredSession {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** Moves on with use, never beyond expiresAt. */
  idleExpiresAt: Date;
  expiresAt: Date;
}

export interface Device extends StoredSession {
  ipHash: Hash;
  uaHash: Hash | null;
  device: string | null;
}

export class SessionRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string, session: NewSession): Promise<StoredSession> {
    return this.db.session.create({ data: { ...session, userId } });
  }

  /** Those of the given sessions, of whomever, that have not ended; needs no user. */
  async validAmong(ids: readonly string[]): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ id: string }[]>`SELECT id FROM valid_sessions(${ids})`;
    return rows.map((row) => row.id);
  }

  async touch(userId: string, id: string, seen: { at: Date; idleExpiresAt: Date }): Promise<void> {
    await this.db.session.updateMany({
      where: { id, userId },
      data: { lastSeenAt: seen.at, idleExpiresAt: seen.idleExpiresAt },
    });
  }

  /** Newest first. */
  async list(userId: string): Promise<Device[]> {
    return this.db.session.findMany({ where: { userId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] });
  }

  /** @returns false when there is no such session */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.session.deleteMany({ where: { id, userId } });
    return count > 0;
  }

  /** Signs out every device but the one to keep. @returns the ids of those signed out */
  async deleteAllExcept(userId: string, keepId: string | null): Promise<string[]> {
    const rows = await this.db.$queryRaw<{ id: string }[]>`
      DELETE FROM "Session" WHERE "userId" = ${userId} AND id IS DISTINCT FROM ${keepId} RETURNING id`;
    return rows.map((row) => row.id);
  }

  /** Removes sessions of anyone that ended before the given time; needs no user. @returns how many */
  async deleteExpired(before: Date): Promise<number> {
    const [row] = await this.db.$queryRaw<{ n: number }[]>`SELECT delete_expired_sessions(${before}) AS n`;
    return row?.n ?? 0;
  }
}
