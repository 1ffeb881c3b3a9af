import type { Keyring } from '../../lib/crypto/keyring.ts';
import type { Database } from '../../lib/db.ts';
import type { Route } from '../../lib/http/route.ts';
import type { DueSource } from '../../lib/queue/handlers.ts';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import type { BrokerConnectionRepo } from './BrokerConnectionRepo.ts';
import { BrokerOAuthService } from './BrokerOAuthService.ts';
import { type BrokerDeps, BrokerService } from './BrokerService.ts';
import type { BrokerRepos } from './brokerRepos.ts';
import { brokerRoutes } from './brokerRoutes.ts';
import { ConnectionService } from './ConnectionService.ts';
import { dueSyncs } from './dueSyncs.ts';
import { GrantService } from './GrantService.ts';
import { oauthRoutes } from './oauthRoutes.ts';

export type { BrokerConnectionRepo, StoredConnection } from './BrokerConnectionRepo.ts';
export type { ConnectionService } from './ConnectionService.ts';
export type { SyncTurn } from './syncTurn.ts';

export interface BrokerModuleDeps extends Omit<BrokerDeps, 'database'> {
  database: Database<BrokerRepos & { brokerConnections: BrokerConnectionRepo }>;
  keyring: Keyring;
  metrics: Metrics;
  /** Where people reach this server. */
  publicOrigin: string;
}

export interface BrokerModule {
  routes: Route[];
  /** For whoever syncs. */
  connections: ConnectionService;
  due: DueSource;
  /** Ends all access of somebody who leaves. @returns the venues where it has to be ended by hand */
  disconnectAll(userId: string): Promise<string[]>;
}

/** Venues that a person connected: their keys, their state, and what may be read of them. */
export function createBrokers({ keyring, metrics, publicOrigin, ...deps }: BrokerModuleDeps): BrokerModule {
  const { database, clock } = deps;
  const grants = new GrantService({
    ...{ database, keyring, clock },
    onRefresh: (broker, outcome) => metrics.tokenRefreshes.inc({ broker, outcome }),
  });
  const brokers = new BrokerService(deps, grants);
  const signIns = new BrokerOAuthService({ database, keyring, clock, publicOrigin }, brokers);
  return {
    routes: [...brokerRoutes(brokers), ...oauthRoutes(signIns)],
    connections: new ConnectionService({ database, clock, random: Math.random }, brokers, grants),
    due: dueSyncs(database.withoutUser.brokerConnections, clock),
    disconnectAll: (userId) => brokers.disconnectAll(userId),
  };
}
