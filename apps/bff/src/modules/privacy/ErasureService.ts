import type { AccountDeletion } from '@twin/shared/dto/privacy';
import type { ForUser } from '../../lib/db.ts';
import type { RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { Mail } from '../../ports/mail.ts';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { StoredObjectRepo } from './StoredObjectRepo.ts';

export interface ErasureDeps {
  forUser: ForUser<{
    users: { get(userId: string): Promise<{ email: string }>; delete(userId: string): Promise<void> };
    storedObjects: Pick<StoredObjectRepo, 'listKeys'>;
  }>;
  objects: ObjectStore;
  queue: JobQueue;
  mail: Mail;
  /** @throws AppError when password or second factor are wrong */
  confirmPerson(session: RequestSession, given: AccountDeletion, from: RequestOrigin): Promise<void>;
  /** Ends access at brokers while the rows still say how. @returns where the person has to end it by hand */
  disconnectAll(userId: string): Promise<string[]>;
}

/**
 * Deletes a person with everything that is theirs. What lies outside the database goes first: when something there
 * fails, the account is still there and the person can ask again. What a running job put back meanwhile goes last.
 */
export class ErasureService {
  private readonly deps: ErasureDeps;

  constructor(deps: ErasureDeps) {
    this.deps = deps;
  }

  /**
   * @returns brokers whose access the person has to end there
   * @throws AppError PASSWORD_WRONG, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG, LOGIN_THROTTLED
   */
  async erase(session: RequestSession, given: AccountDeletion, from: RequestOrigin): Promise<string[]> {
    const { forUser, confirmPerson, disconnectAll } = this.deps;
    const { userId } = session;
    await confirmPerson(session, given, from);
    const endYourself = await disconnectAll(userId);
    const { email, keys } = await forUser(userId, async ({ users, storedObjects }) => ({
      email: (await users.get(userId)).email,
      keys: await storedObjects.listKeys(userId),
    }));
    await this.removeOutside(userId, email, keys);
    const late = await forUser(userId, async ({ users, storedObjects }) => {
      const left = await storedObjects.listKeys(userId);
      await users.delete(userId);
      return left;
    });
    await this.removeOutside(userId, email, late);
    return endYourself;
  }

  private async removeOutside(userId: string, email: string, keys: readonly string[]): Promise<void> {
    const { objects, mail, queue } = this.deps;
    for (const key of keys) await objects.remove(key);
    await mail.forget(email);
    await queue.forget(userId);
  }
}
