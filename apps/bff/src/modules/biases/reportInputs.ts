import { matchTransfers, movesOf } from '@twin/engine/ledger/transfer';
import { loadSeries } from '../market/index.ts';
import { accountOf, type TradingAccountRepo } from '../trades/index.ts';
import type { BiasRepo, TagBucket } from './BiasRepo.ts';
import type { BiasReportRepo, StoredReport } from './BiasReportRepo.ts';
import { judgementsOf } from './FeedbackRepo.ts';
import type { ReportInputs } from './reportThread.ts';
import type { ScoreRepos } from './scoreRepos.ts';

/** What a report depends on besides the fills. */
export async function loadInputs(
  { candles, feedback, fundings, settings, tradingAccounts, transfers }: ScoreRepos,
  userId: string,
): Promise<ReportInputs> {
  return {
    candles: await loadSeries(candles, userId),
    fundings: await fundings.list(userId),
    moves: movesOf(matchTransfers(await transfers.list(userId))),
    judgements: judgementsOf(await feedback.list(userId)),
    traders: await tradingAccounts.listTraders(userId),
    timeZone: (await settings.get(userId)).timeZone,
  };
}

/** The stored reports of the account that a filter names, or of all accounts together. */
export async function storedReports(
  repos: { biasReports: BiasReportRepo; tradingAccounts: Pick<TradingAccountRepo, 'list'> },
  userId: string,
  account: string | undefined,
): Promise<StoredReport[]> {
  return repos.biasReports.list(userId, await accountOf(repos, userId, account));
}

/** The tags of the account that a filter names, or of all accounts together, counted by time and label. */
export async function tagBuckets(
  repos: { biases: BiasRepo; tradingAccounts: Pick<TradingAccountRepo, 'list'> },
  userId: string,
  { account, ...query }: Parameters<BiasRepo['timeline']>[1],
): Promise<TagBucket[]> {
  const key = await accountOf(repos, userId, account);
  return repos.biases.timeline(userId, key === '' ? query : { ...query, account: key });
}
