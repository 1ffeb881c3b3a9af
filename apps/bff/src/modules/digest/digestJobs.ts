import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DigestMailService } from './DigestMailService.ts';
import type { DigestService } from './DigestService.ts';
import type { DigestDatabase } from './digestRepos.ts';

/** A mail about an older week is no news. */
const MAILED_MS = 7 * 86_400_000;
/** Scores come in bursts: digests are compared with them when they have come to rest. */
const QUIET_MS = 60_000;
const LIMIT = 100;

export function digestJobs(
  digests: DigestService,
  mails: DigestMailService,
): Pick<JobHandlers, 'writeDigests' | 'mailDigest'> {
  return {
    writeDigests: {
      run: async ({ userId }) =>
        (await digests.writeDue(userId)) === 0 ? { skipped: 'nothing new to tell' } : undefined,
    },
    mailDigest: {
      run: async ({ userId, digestId }) =>
        (await mails.send(userId, digestId)) ? undefined : { skipped: 'sent before, or not wanted' },
    },
  };
}

/** Whose week is over, or whose told weeks may have changed, as the database says. */
export function dueDigests({ withoutUser }: Pick<DigestDatabase, 'withoutUser'>, clock: Clock): DueSource {
  return async () => {
    const now = clock.now();
    const quietSince = new Date(now.getTime() - QUIET_MS);
    const rows = await withoutUser.digestSchedules.listDue(now, quietSince, LIMIT);
    const mails = await withoutUser.digestSchedules.listDueMails(new Date(now.getTime() - MAILED_MS), LIMIT);
    return [
      ...rows.map(({ userId }) => ({
        name: 'writeDigests' as const,
        payload: { v: 1 as const, userId },
        dedupeKey: userId,
      })),
      ...mails.map(({ userId, digestId }) => ({
        name: 'mailDigest' as const,
        payload: { v: 1 as const, userId, digestId },
        dedupeKey: digestId,
      })),
    ];
  };
}
