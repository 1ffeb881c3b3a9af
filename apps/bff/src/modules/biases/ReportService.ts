import type { BiasModel } from '@twin/engine/biases/model';
import type { BiasReport } from '@twin/engine/report/biasReport';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { Clock } from '../../ports/clock.ts';
import { loadSeries } from './loadMarket.ts';
import type { Asked } from './reportThread.ts';
import type { ForScoring } from './scoreRepos.ts';

export interface ReportDeps {
  forUser: ForScoring;
  clock: Clock;
  model: BiasModel;
  /** Runs the reporting thread and answers what it asks. */
  compute: (onAsked: (asked: Asked) => Promise<unknown>) => Promise<void>;
}

const PAGE_FILLS = 5_000;
/** Reports of all accounts together: patterns are the person's, whatever account they trade on. */
const ALL_ACCOUNTS = '';

/** What the whole history says about each pattern; computed apart from the tags, which must not wait for it. */
export class ReportService {
  private readonly deps: ReportDeps;

  constructor(deps: ReportDeps) {
    this.deps = deps;
  }

  /** @returns false when the reports are those of the scored data already */
  async report(userId: string): Promise<boolean> {
    const { forUser } = this.deps;
    const state = await forUser(userId, ({ scoreStates }) => scoreStates.get(userId));
    if (state.reportVersion === state.scoredVersion && state.modelVersion === this.deps.model.version) {
      return false;
    }
    let reports: BiasReport[] = [];
    await this.deps.compute(async (asked) => {
      if (asked.kind === 'candles') return forUser(userId, ({ candles }) => loadSeries(candles, userId));
      if (asked.kind === 'reports') {
        reports = asked.reports;
        return null;
      }
      const from = asked.after ? { after: asked.after } : {};
      return forUser(userId, ({ trades }) => trades.pageFills(userId, from, PAGE_FILLS));
    });
    await this.store(userId, state.scoredVersion, reports);
    return true;
  }

  private async store(userId: string, dataVersion: number, reports: readonly BiasReport[]): Promise<void> {
    const { forUser, clock, model } = this.deps;
    await forUser(userId, async ({ biasReports, scoreStates, outbox }) => {
      await biasReports.replace(
        userId,
        ALL_ACCOUNTS,
        reports.map((report) => ({ label: report.label, payload: { ...report } })),
        { dataVersion, engineVersion: ENGINE_VERSION, modelVersion: model.version, computedAt: clock.now() },
      );
      await scoreStates.finishReport(userId, dataVersion);
      await outbox.append(userId, 'account.updated', { dataVersion });
    });
  }
}
