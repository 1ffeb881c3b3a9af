import type { BiasModel } from '@twin/engine/biases/model';
import { type AccountFold, emptyFold, foldAside, foldPage } from '@twin/engine/fold/accountFold';
import { type AccountPeek, peekAccount } from '@twin/engine/fold/accountPeek';
import { ALL_ACCOUNTS } from '@twin/engine/fold/accountView';
import { emptyOutput, type FoldOutput, type FoldSettings } from '@twin/engine/fold/foldOutput';
import { AsideQueue } from '@twin/engine/ledger/aside';
import { contractTable } from '@twin/engine/ledger/contractTable';
import { baseOf, type Fill, quoteOf } from '@twin/engine/ledger/fill';
import { type MatchedTransfers, matchTransfers, movesOf } from '@twin/engine/ledger/transfer';
import { rateSymbols, ratesFrom } from '@twin/engine/market/rate';
import { daysIn } from '@twin/engine/money/zonedDay';
import { ENGINE_VERSION } from '@twin/engine/version';
import type { Clock } from '../../ports/clock.ts';
import { loadMarket } from '../market/index.ts';
import type { ToldTag } from './changedTags.ts';
import { changedTags } from './changedTags.ts';
import { spareCheckpoints } from './checkpointSpacing.ts';
import { packState, unpackState } from './checkpointState.ts';
import { judgementsOf } from './FeedbackRepo.ts';
import type { PageScorer, PageScores } from './PageScorer.ts';
import type { ScoreState } from './ScoreStateRepo.ts';
import type { ScoreRepos } from './scoreRepos.ts';
import { summaryPayload } from './summaryPayload.ts';
import { tellScores } from './tellScores.ts';

export interface PageDeps {
  clock: Clock;
  model: BiasModel;
  scorer: PageScorer;
}

const PAGE_FILLS = 5_000;

/** One page of a person's history while it is scored. */
interface Page {
  repos: ScoreRepos;
  userId: string;
  now: Date;
  model: BiasModel;
  state: ScoreState;
  zone: string;
  /** Where the page goes on: the fold so far, and from when on the stored results are replaced. */
  fold: AccountFold;
  since: Date | null;
  fromDay: string | null;
  /** There was a checkpoint, of another zone or shape: its days and totals no longer hold. */
  isVoid: boolean;
}

/** The account as it stands when no page follows. */
type WholeAccount = AccountPeek & { transfers: MatchedTransfers };

/**
 * Scores the next fills of a person and stores all that follows from them. The score row stays locked until commit,
 * so a change of trades waits and is seen by the next page. @returns whether more fills wait
 */
export async function scorePage(
  repos: ScoreRepos,
  userId: string,
  deps: PageDeps,
  attempt: number,
): Promise<boolean> {
  const page = await openPage(repos, userId, deps);
  if (isCurrent(page)) {
    await finish(page, []);
    return false;
  }
  const last = page.fold.ledger.last;
  const fills = await repos.trades.pageFills(userId, last ? { after: last } : {}, PAGE_FILLS);
  const hasMore = fills.length === PAGE_FILLS;
  const settings = await settingsOf(page, fills);
  const output = emptyOutput();
  const before = deps.scorer.before(page.fold);
  const transfers = matchTransfers(await repos.transfers.list(userId));
  const asides = await asidesOf(page, transfers, fills, hasMore);
  foldPage(page.fold, fills, asides, settings, output);
  const checkpoint = hasMore || fills.length > 0 ? await packState(page.fold, page.zone) : null;
  // The checkpoint ends with the last fill; what came since is read again by the page that follows it.
  for (const aside of asides.until(Number.POSITIVE_INFINITY)) foldAside(page.fold, aside, settings, output);
  const peek = hasMore ? null : peekAccount(page.fold, settings);
  const all = [...output.scored, ...(peek?.output.scored ?? [])];
  const scores = await deps.scorer.score(before, all, settings, attempt);
  const told = await storePage(page, output, peek && { ...peek, transfers }, scores);
  if (checkpoint) await storeCheckpoint(page, checkpoint);
  if (hasMore) {
    await repos.scoreStates.advance(userId, page.now);
    await tellScores(repos, userId, { told, completed: [], dataVersion: null });
  } else await finish(page, told);
  return hasMore;
}

async function openPage(repos: ScoreRepos, userId: string, { clock, model }: PageDeps): Promise<Page> {
  const now = clock.now();
  const state = await repos.scoreStates.begin(userId, now);
  const { timeZone: zone } = await repos.settings.get(userId);
  const versions = { engineVersion: ENGINE_VERSION, modelVersion: model.version };
  const checkpoint = await repos.scoreStates.findCheckpoint(userId, state.rewindTo, versions);
  const stored = checkpoint ? await unpackState(checkpoint.state, zone) : null;
  const since = stored && checkpoint ? checkpoint.ts : null;
  await repos.scoreStates.deleteCheckpointsAfter(userId, since ?? new Date(0));
  const fold = stored ?? emptyFold();
  const fromDay = fold.views.get(ALL_ACCOUNTS)?.series.day?.date ?? null;
  const isVoid = checkpoint !== null && stored === null;
  return { repos, userId, now, model, state, zone, fold, since, fromDay, isVoid };
}

/** Nothing that scores depend on changed: only imports of known trades may wait for their end. */
function isCurrent({ state, model, isVoid }: Page): boolean {
  const isSameVersion = state.engineVersion === ENGINE_VERSION && state.modelVersion === model.version;
  return state.scoredVersion === state.dataVersion && state.scoredAt !== null && isSameVersion && !isVoid;
}

async function settingsOf(page: Page, fills: readonly Fill[]): Promise<FoldSettings> {
  const { repos, userId, fold, model, zone } = page;
  const symbols = new Set(fills.map(({ symbol }) => symbol));
  for (const book of fold.ledger.books.values()) symbols.add(book.symbol);
  for (const symbol of feeSymbols(fills)) symbols.add(symbol);
  const market = await loadMarket(repos.candles, userId, symbols);
  const judgements = judgementsOf(await repos.feedback.list(userId));
  const { programs, people } = await repos.tradingAccounts.listTraders(userId);
  return {
    model,
    sources: { market, rateAt: ratesFrom(market), contracts: contractTable },
    dayOf: daysIn(zone),
    judgements,
    ...{ programs: new Set(programs), people: new Set(people) },
  };
}

/** Those since the last page, up to the last fill of this one, or all where no page follows. */
async function asidesOf(
  { repos, userId, fold }: Page,
  transfers: MatchedTransfers,
  fills: readonly Fill[],
  hasMore: boolean,
): Promise<AsideQueue> {
  const after = fold.ledger.last?.ts;
  const until = hasMore ? fills.at(-1)?.ts : undefined;
  const fundings = await repos.fundings.list(userId, { after, until });
  const moves = movesOf(transfers).filter(
    ({ ts }) => ts > (after ?? Number.NEGATIVE_INFINITY) && ts <= (until ?? Number.POSITIVE_INFINITY),
  );
  return new AsideQueue([...fundings, ...moves]);
}

/** What fees in a third currency are valued by. */
function feeSymbols(fills: readonly Fill[]): Set<string> {
  const pairs = new Set<string>();
  for (const { symbol, feeAsset, settle } of fills) {
    const own = settle ?? quoteOf(symbol);
    if (feeAsset !== null && feeAsset !== own && feeAsset !== baseOf(symbol)) pairs.add(`${feeAsset} ${own}`);
  }
  return new Set(
    [...pairs].flatMap((pair) => {
      const [asset = '', settle = ''] = pair.split(' ');
      return rateSymbols(asset, settle);
    }),
  );
}

/** Writes what the page gave. @returns the tags that the person has not been told */
async function storePage(
  page: Page,
  output: FoldOutput,
  peek: WholeAccount | null,
  scores: PageScores,
): Promise<ToldTag[]> {
  const { repos, userId, since, fromDay, state } = page;
  const version = { dataVersion: state.dataVersion, engineVersion: ENGINE_VERSION };
  const pairs = output.grouped.map(({ fillId, decisionId }) => ({ tradeId: fillId, decisionId }));
  await repos.trades.assignDecisions(userId, pairs);
  const told = await storeTags(page, output, scores);
  const episodes = [...output.episodes.values(), ...(peek?.openEpisodes ?? [])];
  await repos.episodes.replaceSince(userId, since, episodes, version);
  const days = [...output.days, ...(peek?.output.days ?? [])];
  await repos.journal.replaceDays(userId, fromDay, days, version);
  const points = [...output.equity, ...(peek?.output.equity ?? [])];
  await repos.journal.replaceEquity(
    userId,
    fromDay,
    points.map(({ account, asset, date, ts, realised, equity, coverage }) => {
      return { account, asset, date, ts: new Date(ts), realised, actual: equity, twin: null, coverage };
    }),
    version,
  );
  if (peek) await storeTotals(page, peek);
  return told;
}

async function storeTags(page: Page, output: FoldOutput, scores: PageScores): Promise<ToldTag[]> {
  const { repos, userId, model } = page;
  const { scored, engineVersion } = scores;
  const tradeIds = [...scored.flatMap(({ decision }) => decision.fillIds), ...output.late];
  const stored = await repos.biases.listByTrades(userId, tradeIds);
  const { put, removed, told } = changedTags(scored, stored, model, engineVersion);
  await repos.biases.deleteMany(userId, removed);
  await repos.biases.upsertMany(userId, put);
  return told;
}

async function storeTotals(page: Page, { totals, transfers }: WholeAccount): Promise<void> {
  const { repos, userId, fold, state, now } = page;
  const unexplained = [...fold.unexplained.values()];
  const summaries = totals.map((view) => {
    const own = unexplained.filter(
      ({ account }) => view.account === ALL_ACCOUNTS || account === view.account,
    );
    return { account: view.account, payload: summaryPayload(view, own, transfers) };
  });
  await repos.journal.replaceSummaries(userId, summaries, {
    dataVersion: state.dataVersion,
    engineVersion: ENGINE_VERSION,
    computedAt: now,
  });
}

/** Keyed by the time after its last fill: it holds for every change from then on. */
async function storeCheckpoint(page: Page, state: Uint8Array<ArrayBuffer>): Promise<void> {
  const { repos, userId, model, fold } = page;
  if (!fold.ledger.last) return;
  const ts = new Date(fold.ledger.last.ts + 1);
  await repos.scoreStates.putCheckpoint(userId, {
    ts,
    state,
    engineVersion: ENGINE_VERSION,
    modelVersion: model.version,
  });
  const spare = spareCheckpoints(await repos.scoreStates.listCheckpointTimes(userId));
  if (spare.length > 0) await repos.scoreStates.deleteCheckpoints(userId, spare);
}

/** All fills are scored: the row says so, waiting imports are done, and the events come last before the commit. */
async function finish(page: Page, told: ToldTag[]): Promise<void> {
  const { repos, userId, state, model, now } = page;
  const versions = { engineVersion: ENGINE_VERSION, modelVersion: model.version };
  const isNewer = !isCurrent(page);
  await repos.scoreStates.finish(userId, state.dataVersion, versions, now);
  const completed = await repos.imports.listScoring(userId);
  const tags = new Map<string, number>();
  for (const entry of completed) {
    tags.set(entry.id, await repos.imports.countTags(userId, entry.id, model.thresholds.shown));
    await repos.imports.update(userId, entry.id, { status: 'done', finishedAt: now });
  }
  await tellScores(repos, userId, {
    told,
    completed: completed.map((entry) => ({ entry, tags: tags.get(entry.id) ?? 0 })),
    dataVersion: isNewer ? state.dataVersion : null,
  });
}
