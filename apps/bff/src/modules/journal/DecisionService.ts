import { contractOf, exposure, unitPrice } from '@twin/engine/ledger/contract';
import { contractTable } from '@twin/engine/ledger/contractTable';
import { episodePath } from '@twin/engine/ledger/episodePath';
import { FeedbackVerdict } from '@twin/shared/dto/bias';
import type { DecisionDto, EpisodeDetail, EpisodePage, EpisodeQuery } from '@twin/shared/dto/decision';
import { AppError } from '@twin/shared/errors/AppError';
import { type Decimal, formatDecimal, ONE, ZERO } from '@twin/shared/primitives/decimal';
import { SHOWN_FROM } from '@twin/shared/primitives/label';
import type { StoredTag } from '../biases/index.ts';
import type { StoredTrade } from '../trades/index.ts';
import { candlesAround, candlesOver } from './candlesAround.ts';
import { episodeDto, optional, shownOf, tagDto, tagRef, tradeRow } from './journalDto.ts';
import { accountOf, type JournalDatabase, type JournalRepos } from './journalRepos.ts';

/** Fills of one position that are sent at most; a page shows no more. */
const MOST_FILLS = 2_000;

/** Single decisions and episodes, with everything that explains them. */
export class DecisionService {
  private readonly database: JournalDatabase;

  constructor(database: JournalDatabase) {
    this.database = database;
  }

  /** The decision that any of its trades names: an id stays good when a late fill regroups it. @throws AppError NOT_FOUND */
  async decision(userId: string, tradeId: string): Promise<DecisionDto> {
    return this.database.forUser(userId, async (repos) => {
      const id = (await repos.trades.find(userId, tradeId))?.decisionId ?? tradeId;
      const fills = await repos.trades.listByDecision(userId, id);
      const [first] = fills;
      if (!first) throw new AppError('NOT_FOUND');
      const tags = await repos.biases.listByTrade(userId, id);
      const verdicts = await verdictsOn(repos, userId, id);
      const episode = await repos.episodes.findByDecision(userId, id);
      const episodeTags = episode ? await tagsByDecision(repos, userId, episode.decisionIds) : new Map();
      const candles = await candlesAround(repos, userId, first.symbol, first.ts.getTime());
      return {
        ...headOf(first, fills),
        fills: fills.map((fill) => tradeRow(fill, shownOf(tags).map(tagRef))),
        episode: episode && episodeDto(episode, refsOf(episode.decisionIds, episodeTags)),
        tags: tags.map((tag) => ({ ...tagDto(tag), feedback: verdicts.get(tag.label) ?? null })),
        candles,
      };
    });
  }

  /** The position that this id or any trade of it names. @throws AppError NOT_FOUND */
  async episode(userId: string, id: string): Promise<EpisodeDetail> {
    return this.database.forUser(userId, async (repos) => {
      const decisionId = (await repos.trades.find(userId, id))?.decisionId ?? id;
      const episode =
        (await repos.episodes.find(userId, id)) ?? (await repos.episodes.findByDecision(userId, decisionId));
      if (!episode) throw new AppError('NOT_FOUND');
      const { decisionIds, symbol, openedAt } = episode;
      const trades = await repos.trades.listByDecisions(userId, decisionIds);
      const path = episodePath(
        episode,
        trades.map((trade) => ({ ...trade, ts: trade.ts.getTime(), trade })),
      );
      const tags = await tagsByDecision(repos, userId, decisionIds);
      const last = path.at(-1)?.fill.ts ?? openedAt;
      const span = { from: openedAt, to: episode.closedAt ?? last };
      return {
        episode: episodeDto(episode, refsOf(decisionIds, tags)),
        fills: path.slice(0, MOST_FILLS).map(({ fill: { trade }, held }) => ({
          ...tradeRow(trade, refsOf([trade.decisionId ?? trade.id], tags)),
          positionAfter: optional(held),
        })),
        fillCount: path.length,
        ...(await candlesOver(repos, userId, symbol, span)),
      };
    });
  }

  async episodes(userId: string, query: EpisodeQuery): Promise<EpisodePage> {
    const { since, until, account, label, cursor, limit, ...rest } = query;
    return this.database.forUser(userId, async (repos) => {
      const filter = {
        ...rest,
        since: since === undefined ? undefined : new Date(since),
        until: until === undefined ? undefined : new Date(until),
        account: account === undefined ? undefined : await accountOf(repos, userId, account),
        label: label === undefined ? undefined : { name: label, minConfidence: SHOWN_FROM },
        timeZone: (await repos.settings.get(userId)).timeZone,
      };
      const page = await repos.episodes.list(userId, filter, cursor, limit);
      const decisionIds = page.items.flatMap((episode) => episode.decisionIds);
      const tags = await tagsByDecision(repos, userId, decisionIds);
      const items = page.items.map((episode) => episodeDto(episode, refsOf(episode.decisionIds, tags)));
      return { items, nextCursor: page.nextCursor };
    });
  }
}

type DecisionHead = Omit<DecisionDto, 'fills' | 'episode' | 'tags' | 'candles'>;

function headOf(first: StoredTrade, fills: readonly StoredTrade[]): DecisionHead {
  const qty = fills.reduce((sum, fill) => sum + fill.qty, ZERO);
  return {
    id: first.id,
    account: first.account,
    symbol: first.symbol,
    side: first.side,
    ts: first.ts.toISOString(),
    qty: formatDecimal(qty),
    vwap: formatDecimal(averagePrice(first, fills)),
  };
}

/** The price at which all of it would have cost the same, as the ledger averages: of inverse contracts not by quantity. */
function averagePrice(first: StoredTrade, fills: readonly StoredTrade[]): Decimal {
  if (fills.length === 1) return first.price;
  const contract = contractOf(first, contractTable) ?? { settle: '', multiplier: ONE, payoff: 'linear' };
  const qty = fills.reduce((sum, fill) => sum + fill.qty, ZERO);
  const value = fills.reduce((sum, fill) => sum + exposure(contract, fill.qty, fill.price), ZERO);
  return unitPrice(contract, qty, value) ?? ZERO;
}

/** What the person said last about each pattern of a decision. */
async function verdictsOn(
  { feedback }: Pick<JournalRepos, 'feedback'>,
  userId: string,
  tradeId: string,
): Promise<Map<string, FeedbackVerdict>> {
  const log = await feedback.listByTrade(userId, tradeId);
  return new Map(log.map(({ label, verdict }) => [label, FeedbackVerdict.parse(verdict)]));
}

async function tagsByDecision(
  { biases }: Pick<JournalRepos, 'biases'>,
  userId: string,
  decisionIds: readonly string[],
): Promise<Map<string, StoredTag[]>> {
  const byDecision = new Map<string, StoredTag[]>();
  if (decisionIds.length === 0) return byDecision;
  for (const tag of await biases.listByTrades(userId, decisionIds)) {
    byDecision.set(tag.tradeId, [...(byDecision.get(tag.tradeId) ?? []), tag]);
  }
  return byDecision;
}

function refsOf(decisionIds: readonly string[], tags: ReadonlyMap<string, StoredTag[]>) {
  return decisionIds.flatMap((id) => shownOf(tags.get(id) ?? []).map(tagRef));
}
