import type { DueJob, DueSource } from '../../lib/queue/handlers.ts';
import type { ScoreService } from './ScoreService.ts';

export interface People {
  page(afterId: string, limit: number): Promise<{ id: string }[]>;
}

const PAGE = 200;

/**
 * Once after each start, which is when an upgrade has happened: whose scores another engine or model computed, and
 * whose reports were never finished.
 */
export function outdatedScores(people: People, scores: Pick<ScoreService, 'findOutdated'>): DueSource {
  let hasLooked = false;
  return async () => {
    if (hasLooked) return [];
    const due: DueJob[] = [];
    let after = '';
    for (;;) {
      const page = await people.page(after, PAGE);
      for (const { id: userId } of page) {
        const name = await scores.findOutdated(userId);
        if (name) due.push({ name, payload: { v: 1, userId }, dedupeKey: userId });
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    hasLooked = true;
    return due;
  };
}
