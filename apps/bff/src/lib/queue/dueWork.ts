import type { Clock } from '../../ports/clock.ts';
import type { DueWork, DueWorkRepo } from '../DueWorkRepo.ts';
import type { DueJob, DueSource } from './handlers.ts';

/** Work that was begun and gave no sign of life for so long is taken up again. */
const SILENCE_MS = 60_000;
const LIMIT = 100;

/** What the status rows of all people say is waiting. */
export function dueByStatus(repo: Pick<DueWorkRepo, 'list'>, clock: Clock): DueSource {
  return async () => {
    const rows = await repo.list(new Date(clock.now().getTime() - SILENCE_MS), LIMIT);
    return rows.map(jobOf);
  };
}

/** Work that is due once at start and then every so often. */
export function dueEvery(everyMs: number, clock: Clock, due: DueJob): DueSource {
  let nextAt = 0;
  return async () => {
    const now = clock.now().getTime();
    if (now < nextAt) return [];
    nextAt = now + everyMs;
    return [due];
  };
}

export interface People {
  page(afterId: string, limit: number): Promise<{ id: string }[]>;
}

const PAGE = 200;

/** What `find` says of each person, once after each start: that is when an upgrade has happened or a job was lost. */
export function dueOnceForEach(people: People, find: (userId: string) => Promise<DueJob | null>): DueSource {
  let hasLooked = false;
  return async () => {
    if (hasLooked) return [];
    const due: DueJob[] = [];
    let after = '';
    for (;;) {
      const page = await people.page(after, PAGE);
      for (const { id } of page) {
        const job = await find(id);
        if (job) due.push(job);
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) break;
      after = last.id;
    }
    hasLooked = true;
    return due;
  };
}

function jobOf({ kind, userId, id }: DueWork): DueJob {
  switch (kind) {
    case 'import':
      return { name: 'importFills', payload: { v: 1, userId, importId: id }, dedupeKey: id };
    case 'score':
      return { name: 'scoreDecisions', payload: { v: 1, userId }, dedupeKey: userId };
    case 'report':
      return { name: 'reportBiases', payload: { v: 1, userId }, dedupeKey: userId };
    case 'rules':
      return { name: 'checkRules', payload: { v: 1, userId }, dedupeKey: userId };
    case 'simulation':
      return { name: 'runSimulation', payload: { v: 1, userId, simulationId: id }, dedupeKey: id };
    case 'reflection':
      return { name: 'reflectOnImport', payload: { v: 1, userId, importId: id }, dedupeKey: id };
    case 'export':
      return { name: 'exportAccount', payload: { v: 1, userId, exportId: id }, dedupeKey: id };
  }
}
