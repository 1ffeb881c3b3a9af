import type { BiasModel } from '@twin/engine/biases/model';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { Clock } from '../../ports/clock.ts';
import { loadInputs } from './reportInputs.ts';
import type { Asked, Reported } from './reportThread.ts';
import type { ForScoring } from './scoreRepos.ts';

export interface ReportDeps {
  forUser: ForScoring;
  /** The same data a little later, for reading alone. */
  replica: ForScoring | null;
  clock: Clock;
  model: BiasModel;
  /** Runs the reporting thread and answers what it asks. */
  compute: (onAsked: (asked: Asked) => Promise<unknown>) => Promise<void>;
}

const PAGE_FILLS = 5_000;

/** What the whole history says about each pattern, and what the twin would have made of it; apart from the tags, which must not wait. */
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
    const read = await this.readerOf(userId, state.scoredVersion);
    let reported: Reported = { accounts: [], twin: [], automated: [] };
    await this.deps.compute(async (asked) => {
      if (asked.kind === 'inputs') return read(userId, (repos) => loadInputs(repos, userId));
      if (asked.kind === 'reported') {
        reported = asked.reported;
        return null;
      }
      const from = asked.after ? { after: asked.after } : {};
      return read(userId, ({ trades }) => trades.pageFills(userId, from, PAGE_FILLS));
    });
    await this.store(userId, state.scoredVersion, reported);
    return true;
  }

  /** The replica, once what was scored has reached it: a report of older fills would be kept as one of these. */
  private async readerOf(userId: string, scoredVersion: number): Promise<ForScoring> {
    const { forUser, replica } = this.deps;
    if (replica === null) return forUser;
    const state = await replica(userId, ({ scoreStates }) => scoreStates.get(userId));
    return state.scoredVersion >= scoredVersion ? replica : forUser;
  }

  private async store(
    userId: string,
    dataVersion: number,
    { accounts, twin, automated }: Reported,
  ): Promise<void> {
    const { forUser, clock, model } = this.deps;
    await forUser(userId, async ({ biasReports, journal, scoreStates, tradingAccounts, outbox }) => {
      await biasReports.replace(
        userId,
        accounts.flatMap(({ account, reports }) =>
          reports.map((report) => ({ account, label: report.label, payload: { ...report } })),
        ),
        { dataVersion, engineVersion: ENGINE_VERSION, modelVersion: model.version, computedAt: clock.now() },
      );
      // Points of another version lie beside another curve; the report of that version brings its own.
      const { scoredVersion } = await scoreStates.get(userId);
      if (scoredVersion === dataVersion) await journal.putTwin(userId, twin);
      await tradingAccounts.putAutomated(userId, automated);
      await scoreStates.finishReport(userId, dataVersion);
      await outbox.append(userId, 'account.updated', { dataVersion });
    });
  }
}
