import type { DataKeyStore } from '../../lib/crypto/keyring.ts';
import type { ForUser } from '../../lib/db.ts';
import type { BrokerConnectionRepo } from './BrokerConnectionRepo.ts';
import type { BrokerIntentRepo } from './BrokerIntentRepo.ts';

/** What this room reads and writes in one transaction. */
export interface BrokerRepos {
  brokerConnections: BrokerConnectionRepo;
  brokerIntents: BrokerIntentRepo;
  dataKeys: DataKeyStore;
  /** Fills go to a trading account; who keeps them lives above this room. */
  tradingAccounts: {
    list(userId: string): Promise<{ key: string; name: string }[]>;
    ensure(userId: string, keys: readonly string[]): Promise<void>;
  };
  audit: { append(userId: string, action: string, meta?: Record<string, string>): Promise<void> };
  outbox: { append(userId: string, type: string, payload: unknown): Promise<string> };
}

export interface BrokerDatabase {
  forUser: ForUser<BrokerRepos>;
}
