import type { TradeQuery } from '@twin/shared/dto/trade';
import { AppError } from '@twin/shared/errors/AppError';
import { SHOWN_FROM, STORED_FROM } from '@twin/shared/primitives/label';
import type { ForUser } from '../../lib/db.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { TradeListRepo } from './TradeListRepo.ts';
import type { TradeRepo } from './TradeRepo.ts';

export interface TradeRepos {
  trades: TradeRepo;
  /** Scores and tags follow the trades; who computes them lives above this room. */
  scoreStates: {
    lock(userId: string): Promise<void>;
    markChanged(userId: string, since: Date | null): Promise<unknown>;
  };
  biases: { deleteByTrade(userId: string, tradeId: string): Promise<void> };
  audit: { append(userId: string, action: string, meta?: Record<string, string>): Promise<void> };
}

export interface TradeDeps {
  database: { forUser: ForUser<TradeRepos> };
  list: TradeListRepo;
  queue: JobQueue;
  clock: Clock;
}

const SHOWN_A_DECISION = 2;
const ALL_LABELS = 100;

/** The person's fills, and their tombstones. */
export class TradeService {
  private readonly deps: TradeDeps;

  constructor(deps: TradeDeps) {
    this.deps = deps;
  }

  /** A page of TradePage as JSON text, in the order asked for, stable while trades come in. */
  async listJson(userId: string, query: TradeQuery): Promise<string> {
    const { since, until, symbol, account, label, all, sort, order, cursor, limit } = query;
    const tagsFrom = all ? STORED_FROM : SHOWN_FROM;
    const page = await this.deps.list.page(userId, {
      filter: {
        since: dateOf(since),
        until: dateOf(until),
        symbol,
        account,
        label: label === undefined ? undefined : { name: label, minConfidence: tagsFrom },
      },
      sort,
      order,
      cursor,
      limit,
      tagsFrom,
      tagsAtMost: all ? ALL_LABELS : SHOWN_A_DECISION,
    });
    return `{"items":${page.items},"nextCursor":${JSON.stringify(page.nextCursor)}}`;
  }

  /** Sets the tombstone: no import of the same file brings the trade back. @throws AppError NOT_FOUND */
  async remove(userId: string, id: string): Promise<void> {
    await this.change(userId, id, this.deps.clock.now());
  }

  /** @throws AppError NOT_FOUND when there is no deleted trade of this id */
  async restore(userId: string, id: string): Promise<void> {
    await this.change(userId, id, null);
  }

  private async change(userId: string, id: string, deletedAt: Date | null): Promise<void> {
    await this.deps.database.forUser(userId, async ({ trades, scoreStates, biases, audit }) => {
      await scoreStates.lock(userId);
      const ts = await trades.setDeletedAt(userId, id, deletedAt);
      if (!ts) throw new AppError('NOT_FOUND');
      if (deletedAt) await biases.deleteByTrade(userId, id);
      await scoreStates.markChanged(userId, ts);
      await audit.append(userId, deletedAt ? 'trade.deleted' : 'trade.restored', { tradeId: id });
    });
    await this.deps.queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
  }
}

function dateOf(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
