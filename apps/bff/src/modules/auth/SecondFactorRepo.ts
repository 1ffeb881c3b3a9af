import type { Bytes } from '../../lib/crypto/aesGcm.ts';
import type { SealedRows, SealedValue } from '../../lib/crypto/renewKeys.ts';
import type { Transaction } from '../../lib/db.ts';
import { secondFactorSeal } from './secondFactorCodes.ts';
import type { Hash } from './sessionTokens.ts';

export interface StoredSecondFactor {
  secretEnc: Uint8Array;
  /** null: begun and not yet confirmed by a first code; it does not count. */
  confirmedAt: Date | null;
  recoveryCodesLeft: number;
}

/** A person's second factor, at most one. */
export class SecondFactorRepo implements SealedRows {
  private readonly db: Transaction;

  constructor(db: Transaction) {
    this.db = db;
  }

  async find(userId: string): Promise<StoredSecondFactor | null> {
    const row = await this.db.secondFactor.findUnique({ where: { userId } });
    if (!row) return null;
    const { secretEnc, confirmedAt, recoveryHashes } = row;
    return { secretEnc, confirmedAt, recoveryCodesLeft: recoveryHashes.length };
  }

  /** Begins anew; whatever was begun before and not confirmed is gone. */
  async begin(userId: string, secretEnc: Bytes): Promise<void> {
    const fresh = { secretEnc, confirmedAt: null, lastStep: 0, recoveryHashes: [] };
    await this.db.secondFactor.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
  }

  async confirm(userId: string, at: Date, recoveryHashes: Hash[]): Promise<void> {
    await this.db.secondFactor.update({ where: { userId }, data: { confirmedAt: at, recoveryHashes } });
  }

  /** Takes a time step once: a code that was seen over a shoulder is already used. @returns false when it was taken */
  async takeStep(userId: string, step: number): Promise<boolean> {
    const { count } = await this.db.secondFactor.updateMany({
      where: { userId, lastStep: { lt: step } },
      data: { lastStep: step },
    });
    return count > 0;
  }

  /** Uses a recovery code up. @returns false when there is none of this hash */
  async takeRecoveryCode(userId: string, hash: Hash): Promise<boolean> {
    const count = await this.db.$executeRaw`
      UPDATE "SecondFactor" SET "recoveryHashes" = array_remove("recoveryHashes", ${hash}::bytea)
      WHERE "userId" = ${userId} AND ${hash}::bytea = ANY ("recoveryHashes")`;
    return count > 0;
  }

  async delete(userId: string): Promise<void> {
    await this.db.secondFactor.deleteMany({ where: { userId } });
  }

  async listSealed(userId: string): Promise<SealedValue[]> {
    const row = await this.db.secondFactor.findUnique({ where: { userId } });
    return row ? [{ context: secondFactorSeal(userId), blob: row.secretEnc }] : [];
  }

  async replaceSealed({ context: { userId }, blob: old }: SealedValue, blob: Bytes): Promise<void> {
    await this.db.secondFactor.updateMany({
      where: { userId, secretEnc: new Uint8Array(old) },
      data: { secretEnc: blob },
    });
  }
}
