import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PasswordService } from './PasswordService.ts';

const LIMIT = 100;

interface Letters {
  listDue(now: Date, limit: number): Promise<{ id: string; userId: string }[]>;
}

export function resetJobs(passwords: PasswordService): Pick<JobHandlers, 'sendPasswordReset'> {
  return {
    sendPasswordReset: {
      run: async ({ userId, resetId }) =>
        (await passwords.sendReset(userId, resetId))
          ? undefined
          : { skipped: 'the letter is used or too old' },
    },
  };
}

/** Letters whose job was lost between commit and enqueue. */
export function dueResets(resets: Letters, clock: Clock): DueSource {
  return async () =>
    (await resets.listDue(clock.now(), LIMIT)).map(({ id, userId }) => ({
      name: 'sendPasswordReset',
      payload: { v: 1, userId, resetId: id },
      dedupeKey: id,
    }));
}
