import type {
  BreakdownAnswer,
  BreakdownQuery,
  HoldCurve,
  OutcomeAnswer,
  OutcomeQuery,
} from '@twin/shared/dto/outcome';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import type { EpisodeFilter } from './EpisodeRepo.ts';
import { accountOf, type JournalDatabase, type JournalRepos } from './journalRepos.ts';
import type { OutcomeRepo } from './OutcomeRepo.ts';

/** Edges of the histogram of returns: narrow around nothing, wide where few positions end. */
const RETURN_EDGES = [
  -0.5, -0.2, -0.1, -0.05, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5,
];
/** Shares of positions that have ended, 2% apart. */
const CLOSED_SHARES = Array.from({ length: 50 }, (_, at) => (at + 1) / 50);
/** Points of a scatter beyond which no eye tells them apart. */
const MOST_EXCURSIONS = 500;

/** Closed positions as distributions and by group. */
export class OutcomeService {
  private readonly database: JournalDatabase;

  constructor(database: JournalDatabase) {
    this.database = database;
  }

  async outcomes(userId: string, query: OutcomeQuery): Promise<OutcomeAnswer> {
    return this.database.forUser(userId, async (repos) => {
      const filter = await filterOf(repos, userId, query);
      const { outcomes } = repos;
      const counts = await outcomes.byReturn(userId, filter, RETURN_EDGES);
      const excursions = await outcomes.excursions(userId, filter, MOST_EXCURSIONS);
      return {
        asset: query.asset,
        timeZone: filter.timeZone,
        n: counts.reduce((sum, count) => sum + count, 0),
        hours: (await outcomes.byHour(userId, filter)).map(exactly),
        returns: counts.map((episodes, place) => ({
          from: RETURN_EDGES[place - 1] ?? null,
          to: RETURN_EDGES[place] ?? null,
          episodes,
        })),
        holds: {
          winners: await holdCurve(outcomes, userId, { ...filter, outcome: 'win' }),
          losers: await holdCurve(outcomes, userId, { ...filter, outcome: 'loss' }),
        },
        excursions: {
          n: excursions.n,
          items: excursions.items.map((item) => ({
            ...exactly(item),
            openedAt: item.openedAt.toISOString(),
          })),
        },
      };
    });
  }

  async breakdown(userId: string, query: BreakdownQuery): Promise<BreakdownAnswer> {
    const { by, asset } = query;
    return this.database.forUser(userId, async (repos) => {
      const filter = await filterOf(repos, userId, query);
      const group = by === 'label' ? { by, minConfidence: SHOWN_FROM } : { by };
      const rows = await repos.outcomes.groups(userId, filter, group);
      const names = by === 'account' ? await accountNames(repos, userId) : new Map<string, string>();
      return {
        by,
        asset,
        rows: rows.map((row) => ({
          ...row,
          key: names.get(row.key) ?? row.key,
          realisedPnl: formatDecimal(row.realisedPnl),
          best: formatDecimal(row.best),
          worst: formatDecimal(row.worst),
        })),
      };
    });
  }
}

async function filterOf(
  repos: JournalRepos,
  userId: string,
  { account, asset }: OutcomeQuery,
): Promise<EpisodeFilter> {
  const { timeZone } = await repos.settings.get(userId);
  return { asset, timeZone, account: (await accountOf(repos, userId, account)) || undefined };
}

async function holdCurve(outcomes: OutcomeRepo, userId: string, filter: EpisodeFilter): Promise<HoldCurve> {
  const { n, holdMs } = await outcomes.holdTimes(userId, filter, CLOSED_SHARES);
  const points = holdMs.map((ms, place) => ({ closed: CLOSED_SHARES[place] ?? 1, holdMs: ms }));
  return { n, points };
}

async function accountNames({ tradingAccounts }: JournalRepos, userId: string): Promise<Map<string, string>> {
  return new Map((await tradingAccounts.list(userId)).map(({ key, name }) => [key, name]));
}

function exactly<Row extends { realisedPnl: bigint }>(row: Row) {
  return { ...row, realisedPnl: formatDecimal(row.realisedPnl) };
}
