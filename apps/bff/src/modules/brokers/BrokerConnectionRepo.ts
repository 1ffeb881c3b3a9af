import type { Prisma } from '../../generated/client.ts';
import type { Bytes } from '../../lib/crypto/aesGcm.ts';
import type { SealedRows, SealedValue } from '../../lib/crypto/renewKeys.ts';
import type { Transaction } from '../../lib/db.ts';
import { grantSeal } from './grantSeal.ts';
import { isSameTurn, type SyncTurn } from './syncTurn.ts';

export type StoredConnection = Prisma.BrokerConnectionModel;

/** A grant in its sealed form. */
export interface SealedGrant {
  accessEnc: Uint8Array<ArrayBuffer>;
  refreshEnc: Uint8Array<ArrayBuffer> | null;
  scope: string;
  expiresAt: Date | null;
}

export interface NewConnection extends SealedGrant {
  id: string;
  broker: string;
  method: 'api_key' | 'oauth';
  account: string;
  symbols: string[];
  nextSyncAt: Date;
}

/** What a sync changes. */
export interface SyncProgress {
  status?: 'waiting' | 'syncing' | 'blocked';
  syncCursor?: Prisma.InputJsonObject;
  nextSyncAt?: Date;
  lastSyncedAt?: Date;
  heartbeatAt?: Date;
  failures?: number;
  problem?: string | null;
  balances?: Prisma.InputJsonArray;
}

export class BrokerConnectionRepo implements SealedRows {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async insert(userId: string, connection: NewConnection): Promise<StoredConnection> {
    return this.db.brokerConnection.create({ data: { ...connection, userId } });
  }

  /** The connection of a broker with an account; the person may renew its key. */
  async findByTarget(userId: string, broker: string, account: string): Promise<StoredConnection | null> {
    return this.db.brokerConnection.findFirst({ where: { userId, broker, account } });
  }

  /** Gives it another grant and reads from the beginning: the grant may be of another portfolio. */
  async renew(
    userId: string,
    { id, ...change }: Omit<NewConnection, 'broker' | 'account'>,
  ): Promise<StoredConnection> {
    return this.db.brokerConnection.update({
      where: { id, userId },
      data: {
        ...change,
        ...{ status: 'waiting', problem: null, failures: 0, syncCursor: {} },
        grantVersion: { increment: 1 },
      },
    });
  }

  async find(userId: string, id: string): Promise<StoredConnection | null> {
    return this.db.brokerConnection.findFirst({ where: { id, userId } });
  }

  /** Locks the row until commit: of several that would refresh or store, one goes after the other. */
  async findForUpdate(userId: string, id: string): Promise<StoredConnection | null> {
    await this.db
      .$queryRaw`SELECT FROM "BrokerConnection" WHERE id = ${id} AND "userId" = ${userId} FOR UPDATE`;
    return this.find(userId, id);
  }

  /** Locks the row until commit, whether the sync runs or has ended. @returns null when another one runs, or it is gone */
  async findUntakenForUpdate(sync: SyncTurn): Promise<StoredConnection | null> {
    const current = await this.findForUpdate(sync.userId, sync.id);
    return current?.status === 'syncing' && !isSameTurn(current, sync) ? null : current;
  }

  /** Locks the row until commit. @returns null when what the sync read no longer counts: its turn is over */
  async findSyncForUpdate(sync: SyncTurn): Promise<StoredConnection | null> {
    const current = await this.findUntakenForUpdate(sync);
    return current?.status === 'syncing' ? current : null;
  }

  /** Oldest first. */
  async list(userId: string): Promise<StoredConnection[]> {
    return this.db.brokerConnection.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
  }

  /** Takes up a connection whose time has come, or whose sync broke off. @returns null when there is nothing to do */
  async begin(userId: string, id: string, now: Date): Promise<StoredConnection | null> {
    const [connection] = await this.db.brokerConnection.updateManyAndReturn({
      where: { id, userId, OR: [{ status: 'waiting', nextSyncAt: { lte: now } }, { status: 'syncing' }] },
      data: { status: 'syncing', heartbeatAt: now },
    });
    return connection ?? null;
  }

  async update(userId: string, id: string, progress: SyncProgress): Promise<void> {
    await this.db.brokerConnection.updateMany({ where: { id, userId }, data: progress });
  }

  /** Stores the next grant over the one of this version. @returns false when another one was stored meanwhile */
  async replaceGrant(userId: string, id: string, version: number, grant: SealedGrant): Promise<boolean> {
    const { count } = await this.db.brokerConnection.updateMany({
      where: { id, userId, grantVersion: version },
      data: { ...grant, grantVersion: version + 1 },
    });
    return count > 0;
  }

  /** @returns false when there is no such connection */
  async delete(userId: string, id: string): Promise<boolean> {
    const { count } = await this.db.brokerConnection.deleteMany({ where: { id, userId } });
    return count > 0;
  }

  async listSealed(userId: string): Promise<SealedValue[]> {
    return (await this.list(userId)).flatMap((row) => [
      { context: grantSeal(row, 'access'), blob: row.accessEnc },
      ...(row.refreshEnc ? [{ context: grantSeal(row, 'refresh'), blob: row.refreshEnc }] : []),
    ]);
  }

  async replaceSealed({ context: { userId, row: id }, blob }: SealedValue, fresh: Bytes): Promise<void> {
    const old = new Uint8Array(blob);
    for (const part of ['accessEnc', 'refreshEnc'] as const) {
      await this.db.brokerConnection.updateMany({
        where: { id, userId, [part]: old },
        data: { [part]: fresh },
      });
    }
  }

  /** The syncs of all people that are due; needs no user. */
  async listDue(now: Date, silentSince: Date, limit: number): Promise<{ userId: string; id: string }[]> {
    return this.db.$queryRaw`SELECT * FROM due_syncs(${now}, ${silentSince}, ${limit}::int)`;
  }
}
