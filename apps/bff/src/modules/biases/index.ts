import type { BiasModel } from '@twin/engine/biases/model';
import type { Route } from '../../lib/http/route.ts';
import { dueOnceForEach, type People } from '../../lib/queue/dueWork.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import { type ThreadLimits, Threads } from '../../lib/threads.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ml } from '../../ports/ml.ts';
import type { JobQueue } from '../../ports/queue.ts';
import { type BiasDatabase, BiasService } from './BiasService.ts';
import { biasRoutes } from './biasRoutes.ts';
import { PageScorer } from './PageScorer.ts';
import { ReportService } from './ReportService.ts';
import type { Asked } from './reportThread.ts';
import { ScoreService } from './ScoreService.ts';
import { scoreJobs } from './scoreJobs.ts';
import type { ForScoring } from './scoreRepos.ts';

export type { BiasRepo, StoredBiasTag, StoredTag } from './BiasRepo.ts';
export type { FeedbackRepo } from './FeedbackRepo.ts';
export { readModelFile } from './readModelFile.ts';
export type { ScoreStateRepo } from './ScoreStateRepo.ts';
export type { StrainRepo } from './StrainRepo.ts';
export type { SummaryPayload } from './summaryPayload.ts';

export interface BiasModuleDeps {
  database: { forUser: ForScoring & BiasDatabase['forUser']; withoutUser: { users: People } };
  /** Where reports may read the history; null: where everything is. */
  replica: { forUser: ForScoring } | null;
  queue: JobQueue;
  clock: Clock;
  model: BiasModel;
  /** null: the engine scores alone. */
  ml: Ml | null;
  metrics: Metrics;
  /** Compiled entry of the reporting thread; only tests, which run the sources, name another. */
  threadEntry?: URL;
}

export interface BiasModule {
  routes: Route[];
  jobs: Pick<JobHandlers, 'scoreDecisions' | 'reportBiases'>;
  /** What an upgrade made necessary. */
  due: DueSource;
}

const THREADS: ThreadLimits = { slots: 1, whenFull: 'wait', heapMb: 1_024, timeoutMs: 540_000 };

export function createBiases({
  threadEntry,
  database,
  replica,
  ml,
  metrics,
  ...deps
}: BiasModuleDeps): BiasModule {
  const entry = threadEntry ?? new URL('./reportThread.js', import.meta.url);
  const threads = new Threads(THREADS);
  const { forUser, withoutUser } = database;
  const scores = new ScoreService({ ...deps, forUser, scorer: new PageScorer(ml, metrics) });
  const reports = new ReportService({
    ...deps,
    forUser,
    replica: replica?.forUser ?? null,
    compute: (onAsked) => threads.run<Asked>(entry, { model: deps.model }, onAsked),
  });
  const due = dueOnceForEach(withoutUser.users, async (userId) => {
    const name = await scores.findOutdated(userId);
    return name && { name, payload: { v: 1, userId }, dedupeKey: userId, isBackground: true };
  });
  const service = new BiasService({ forUser }, deps.model.version);
  return { routes: biasRoutes(service), jobs: scoreJobs(scores, reports), due };
}
