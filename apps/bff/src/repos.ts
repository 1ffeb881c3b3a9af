import type { Transaction } from './lib/db.ts';
import { OutboxRepo } from './modules/events/OutboxRepo.ts';
import { TradeRepo } from './modules/trades/TradeRepo.ts';

/** The repos of one transaction. */
export function bindRepos(transaction: Transaction) {
  return {
    outbox: new OutboxRepo(transaction),
    trades: new TradeRepo(transaction),
  };
}

export type Repos = ReturnType<typeof bindRepos>;
