import type { Prisma } from '../../generated/client.ts';
import type { Transaction } from '../../lib/db.ts';

export interface NewIntent {
  id: string;
  sessionId: string;
  broker: string;
  account: string;
  stateHash: Uint8Array<ArrayBuffer>;
  verifierEnc: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
}

export type StoredIntent = Prisma.BrokerIntentModel;

/** Sign-ins that were begun at a venue. */
export class BrokerIntentRepo {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  /** Those of the person whose time is over go. */
  async insert(userId: string, intent: NewIntent, now: Date): Promise<void> {
    await this.db.brokerIntent.deleteMany({ where: { userId, expiresAt: { lte: now } } });
    await this.db.brokerIntent.create({ data: { ...intent, userId } });
  }

  /** Takes the intent of this state away, so that nobody takes it again. @returns null when there is none */
  async take(userId: string, stateHash: Uint8Array<ArrayBuffer>): Promise<StoredIntent | null> {
    const intent = await this.db.brokerIntent.findFirst({ where: { userId, stateHash } });
    if (!intent) return null;
    const { count } = await this.db.brokerIntent.deleteMany({ where: { id: intent.id, userId } });
    return count > 0 ? intent : null;
  }
}
