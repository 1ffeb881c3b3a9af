import { daysIn } from '@twin/engine/money/zonedDay';
import { ENGINE_VERSION } from '@twin/engine/version';
import type {
  AccountSummary,
  CalendarAnswer,
  CalendarQuery,
  EquityCurve,
  EquityQuery,
  SummaryQuery,
} from '@twin/shared/dto/account';
import { formatDecimal } from '@twin/shared/primitives/decimal';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import type { SummaryPayload } from '../biases/index.ts';
import { accountOf, type JournalDatabase, type JournalRepos } from './journalRepos.ts';
import { quotesInSpan } from './quotesInSpan.ts';

const BEGIN = new Date(0);
const END = new Date(Date.UTC(3000, 0, 1));
const NOTHING: SummaryPayload = { byQuote: [], bySymbol: [], unexplained: [], unconverted: [], trades: 0 };

/** Totals, equity and calendar as the worker computed them last. */
export class AccountService {
  private readonly database: JournalDatabase;

  constructor(database: JournalDatabase) {
    this.database = database;
  }

  /**
   * Totals of the whole history, or of the local days of a span; positions and what could not be counted are always
   * those of the whole history. Of one asset: its lines, and what the others brought under `unconverted`.
   */
  async summary(userId: string, { since, until, asset, account }: SummaryQuery): Promise<AccountSummary> {
    return this.database.forUser(userId, async (repos) => {
      const key = await accountOf(repos, userId, account);
      // The state first: totals that come between the two are then newer than said, and asked for once more.
      const state = await repos.scoreStates.find(userId);
      const stored = await repos.journal.findSummary(userId, key);
      const payload = stored ? (stored.payload as unknown as SummaryPayload) : NOTHING;
      const byQuote =
        since === undefined && until === undefined
          ? payload.byQuote
          : await quotesInSpan(repos, userId, {
              account: key,
              since: since === undefined ? BEGIN : new Date(since),
              until: until === undefined ? END : new Date(until),
            });
      const isAsked = (line: { asset: string }) => asset === undefined || line.asset === asset;
      const others = byQuote.filter((line) => !isAsked(line));
      return {
        ...payload,
        byQuote: byQuote.filter(isAsked),
        bySymbol: payload.bySymbol?.filter(isAsked),
        unconverted: [...others.map(unconverted), ...payload.unconverted],
        dataVersion: stored?.dataVersion ?? 0,
        engineVersion: stored?.engineVersion ?? ENGINE_VERSION,
        isUpdating: state !== null && state.scoredVersion !== state.dataVersion,
      };
    });
  }

  /** Of one asset: the one asked for, else the display asset, else the most used one. */
  async equity(userId: string, { asset, account }: EquityQuery): Promise<EquityCurve> {
    return this.database.forUser(userId, async (repos) => {
      const key = await accountOf(repos, userId, account);
      const chosen = asset ?? (await mainAsset(repos, userId, key));
      if (chosen === null) return { asset: null, points: [], unconverted: [] };
      const points = await repos.journal.listEquity(userId, { account: key, asset: chosen });
      const summary = await repos.journal.findSummary(userId, key);
      const payload = summary ? (summary.payload as unknown as SummaryPayload) : NOTHING;
      const others = payload.byQuote.filter((line) => line.asset !== chosen);
      return {
        asset: chosen,
        points: points.map(({ ts, actual, twin, coverage }) => ({ ts, actual, twin, coverage })),
        unconverted: [...others.map(unconverted), ...payload.unconverted],
      };
    });
  }

  /** The local days of a month; the lines of all months sum to the summary. */
  async calendar(userId: string, { month, account }: CalendarQuery): Promise<CalendarAnswer> {
    return this.database.forUser(userId, async (repos) => {
      const key = await accountOf(repos, userId, account);
      const { timeZone } = await repos.settings.get(userId);
      const from = `${month}-01`;
      const to = lastDayOf(month);
      const lines = await repos.journal.listDays(userId, { account: key, from, to });
      const tags = await tagsByDay(repos, userId, { timeZone, from, to, account: key });
      const dates = [...new Set([...lines.map(({ date }) => date), ...tags.keys()])].sort();
      return {
        month,
        timeZone,
        days: dates.map((date) => ({
          date,
          lines: lines
            .filter((line) => line.date === date)
            .map((line) => ({
              asset: line.asset,
              realisedPnl: formatDecimal(line.realisedPnl),
              fees: formatDecimal(line.fees),
              trades: line.fills,
              episodes: line.episodes,
            })),
          tags: tags.get(date) ?? 0,
        })),
      };
    });
  }
}

/** What one asset brought, where another is asked for. */
function unconverted({ asset, realisedPnl }: { asset: string; realisedPnl: string }) {
  return { asset, amount: realisedPnl, kind: 'realised' };
}

async function mainAsset(repos: JournalRepos, userId: string, account: string): Promise<string | null> {
  const { displayAsset } = await repos.settings.get(userId);
  const summary = await repos.journal.findSummary(userId, account);
  const payload = summary ? (summary.payload as unknown as SummaryPayload) : NOTHING;
  const fills = new Map<string, number>();
  for (const line of payload.bySymbol ?? []) {
    fills.set(line.asset, (fills.get(line.asset) ?? 0) + line.fills);
  }
  if (displayAsset !== null && fills.has(displayAsset)) return displayAsset;
  const [most] = [...fills].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}

/** Shown tags per local date. A day is found by its time: tags know no zone (decision 17). */
async function tagsByDay(
  { biases }: JournalRepos,
  userId: string,
  span: { timeZone: string; from: string; to: string; account: string },
): Promise<Map<string, number>> {
  const dayOf = daysIn(span.timeZone);
  const margin = 2 * 86_400_000;
  const since = new Date(Date.parse(span.from) - margin);
  const until = new Date(Date.parse(span.to) + margin);
  const account = span.account === '' ? null : span.account;
  const counts = new Map<string, number>();
  for (const ts of await biases.listShownTimes(userId, {
    since,
    until,
    account,
    minConfidence: SHOWN_FROM,
  })) {
    const { date } = dayOf(ts.getTime());
    if (date >= span.from && date <= span.to) counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  return counts;
}

function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
