import type { BiasModel } from '@twin/engine/biases/model';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { PageScorer } from './PageScorer.ts';
import { scorePage } from './scorePage.ts';
import type { ForScoring } from './scoreRepos.ts';

export interface ScoreDeps {
  forUser: ForScoring;
  clock: Clock;
  model: BiasModel;
  queue: JobQueue;
  scorer: PageScorer;
}

/** A page of 5,000 fills takes about a second; a slow disk may take much longer. */
const PAGE_TIMEOUT_MS = 120_000;
const REPORT_DELAY_MS = 20_000;
/** Fills often come several at a time; a person is told of a breach a moment later. */
const RULES_DELAY_MS = 2_000;

/** Brings a person's tags and computed tables up to date with the trades, page by page. */
export class ScoreService {
  private readonly deps: ScoreDeps;

  constructor(deps: ScoreDeps) {
    this.deps = deps;
  }

  /**
   * Each page is one transaction that goes on from the last one's checkpoint, so a worker that dies between two
   * of them costs one page and the events of a page are told once. `attempt` is the job's: an absent ML service is
   * waited for at first. @returns false when the turn was over before the last page
   */
  async score(
    userId: string,
    { signal, attempt, isTurnOver }: { signal: AbortSignal; attempt: number; isTurnOver(): boolean },
  ): Promise<boolean> {
    let hasMore = true;
    while (hasMore) {
      signal.throwIfAborted();
      if (isTurnOver()) return false;
      hasMore = await this.deps.forUser(userId, (repos) => scorePage(repos, userId, this.deps, attempt), {
        timeoutMs: PAGE_TIMEOUT_MS,
      });
    }
    await this.enqueueWhatFollows(userId);
    return true;
  }

  /** After the commit; the status rows make the sweeper do the same, should this be lost. */
  private async enqueueWhatFollows(userId: string): Promise<void> {
    const { state, unreflected } = await this.deps.forUser(userId, async ({ scoreStates, imports }) => ({
      state: await scoreStates.get(userId),
      unreflected: await imports.listUnreflected(userId),
    }));
    for (const { id } of unreflected) {
      await this.deps.queue.enqueue('reflectOnImport', { v: 1, userId, importId: id }, { dedupeKey: id });
    }
    if (state.reportVersion === state.scoredVersion) return;
    // The first report is wanted at once; later ones change little with each fill.
    const delayMs = state.reportVersion === 0 ? 0 : REPORT_DELAY_MS;
    await this.deps.queue.enqueue('reportBiases', { v: 1, userId }, { dedupeKey: userId, delayMs });
    await this.deps.queue.enqueue(
      'checkRules',
      { v: 1, userId },
      { dedupeKey: userId, delayMs: RULES_DELAY_MS },
    );
  }

  /** The job was given up: the row says so, and the next change of data tries again. */
  async markFailed(userId: string, error: { code: string; message: string }): Promise<void> {
    await this.deps.forUser(userId, (repos) => repos.scoreStates.fail(userId, error, this.deps.clock.now()));
  }

  /** What is to be done for the person after an upgrade: scores of another engine or model, or their reports. */
  async findOutdated(userId: string): Promise<'scoreDecisions' | 'reportBiases' | null> {
    return this.deps.forUser(userId, async ({ scoreStates }) => {
      const state = await scoreStates.find(userId);
      if (!state || state.scoredAt === null) return null;
      const isCurrent =
        state.engineVersion === ENGINE_VERSION && state.modelVersion === this.deps.model.version;
      if (!isCurrent) {
        await scoreStates.markChanged(userId, null);
        return 'scoreDecisions';
      }
      return state.reportVersion === state.scoredVersion ? null : 'reportBiases';
    });
  }
}
