import type { DataKeyRepo } from '../../lib/crypto/DataKeyRepo.ts';
import type { Keyring } from '../../lib/crypto/keyring.ts';
import { DATA_KEY_DAYS, RETIRED_KEY_DAYS, renewKeys, type SealedRows } from '../../lib/crypto/renewKeys.ts';
import type { Database } from '../../lib/db.ts';
import type { Clock } from '../../ports/clock.ts';

export interface KeyDeps<Repos extends { dataKeys: DataKeyRepo }> {
  database: Pick<Database<Repos>, 'forUser' | 'withoutUser'>;
  keyring: Keyring;
  clock: Clock;
  /** Every place that holds sealed values. */
  sealedRows(repos: Repos): readonly SealedRows[];
}

const DAY_MS = 86_400_000;
const LIMIT = 100;

/** Keeps people's data keys, and what they seal, up to date. */
export class KeyService<Repos extends { dataKeys: DataKeyRepo }> {
  private readonly deps: KeyDeps<Repos>;

  constructor(deps: KeyDeps<Repos>) {
    this.deps = deps;
  }

  /** Whose keys want care now. */
  async listDue(): Promise<string[]> {
    const { database, keyring, clock } = this.deps;
    const now = clock.now().getTime();
    const masterKeyId = await keyring.currentMasterKeyId();
    const madeBefore = new Date(now - DATA_KEY_DAYS * DAY_MS);
    const retiredBefore = new Date(now - RETIRED_KEY_DAYS * DAY_MS);
    return database.withoutUser.dataKeys.listOwnersOfOld({ masterKeyId, madeBefore, retiredBefore }, LIMIT);
  }

  async renew(userId: string): Promise<void> {
    const { database, keyring, clock, sealedRows } = this.deps;
    await database.forUser(userId, (repos) =>
      renewKeys({ keyring, store: repos.dataKeys, rows: sealedRows(repos), now: clock.now() }, userId),
    );
  }
}
