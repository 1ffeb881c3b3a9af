import { daysIn } from '@twin/engine/money/zonedDay';
import type { QuoteSummary } from '@twin/shared/dto/account';
import {
  type Decimal,
  decimal,
  formatDecimal,
  maximum,
  toNumber,
  ZERO,
} from '@twin/shared/primitives/decimal';
import type { EpisodeOutcomes } from './EpisodeRepo.ts';
import type { StoredDay } from './JournalRepo.ts';
import type { JournalRepos } from './journalRepos.ts';

export interface Span {
  /** '' for all. */
  account: string;
  since: Date;
  until: Date;
}

/** Totals per asset over the local days of a span; what is open at its end is not valued. */
export async function quotesInSpan(repos: JournalRepos, userId: string, span: Span): Promise<QuoteSummary[]> {
  const { timeZone } = await repos.settings.get(userId);
  const dayOf = daysIn(timeZone);
  const from = dayOf(span.since.getTime());
  const last = dayOf(span.until.getTime() - 1);
  const filter = { account: span.account, from: from.date, to: last.date };
  const days = await repos.journal.listDays(userId, filter);
  const equity = await repos.journal.listEquity(userId, filter);
  const before = await repos.journal.equityBefore(userId, { account: span.account, day: from.date });
  const outcomes = await repos.episodes.outcomes(userId, {
    account: span.account === '' ? undefined : span.account,
    since: new Date(from.startTs),
    until: new Date(last.endTs),
  });
  const assets = [...new Set(days.map(({ asset }) => asset))].sort();
  return assets.map((asset) => {
    const isOwn = (line: { asset: string }) => line.asset === asset;
    const curve = [before.find(isOwn)?.actual ?? '0', ...equity.filter(isOwn).map(({ actual }) => actual)];
    return quoteOf(asset, days.filter(isOwn), curve.map(decimal), outcomes.find(isOwn));
  });
}

/** `curve`: equity before the span, then at the end of each of its days. */
function quoteOf(
  asset: string,
  days: readonly StoredDay[],
  curve: readonly Decimal[],
  outcome: EpisodeOutcomes | undefined,
): QuoteSummary {
  let peak = curve[0] ?? ZERO;
  let maxDrawdown = ZERO;
  for (const actual of curve) {
    peak = maximum(peak, actual);
    maxDrawdown = maximum(maxDrawdown, peak - actual);
  }
  const decided = outcome ? outcome.results - outcome.breakEven : 0;
  return {
    asset,
    realisedPnl: formatDecimal(days.reduce((sum, day) => sum + day.realisedPnl, ZERO)),
    unrealisedPnl: null,
    fees: formatDecimal(days.reduce((sum, day) => sum + day.fees, ZERO)),
    episodes: days.reduce((sum, day) => sum + day.episodes, 0),
    knownEpisodes: outcome?.results ?? 0,
    breakEven: outcome?.breakEven ?? 0,
    winRate: outcome ? outcome.wins / outcome.results : null,
    decidedWinRate: outcome && decided > 0 ? (outcome.wins - outcome.breakEvenWins) / decided : null,
    profitFactor:
      outcome && outcome.losses > ZERO ? toNumber(outcome.gains) / toNumber(outcome.losses) : null,
    maxDrawdown: formatDecimal(maxDrawdown),
  };
}
