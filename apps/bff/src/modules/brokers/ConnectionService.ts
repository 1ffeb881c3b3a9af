import type { BrokerBalance } from '@twin/shared/dto/broker';
import { AppError } from '@twin/shared/errors/AppError';
import type { Balance, Broker, BrokerCursor, FillPage, Grant } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoredConnection, SyncProgress } from './BrokerConnectionRepo.ts';
import type { BrokerService } from './BrokerService.ts';
import type { BrokerDatabase } from './brokerRepos.ts';
import type { GrantService } from './GrantService.ts';
import { afterFailure, afterSuccess, isOfVenue, type SyncSchedule } from './syncSchedule.ts';
import type { SyncTurn } from './syncTurn.ts';
import { tellStatus } from './tellStatus.ts';

export interface ConnectionDeps {
  database: BrokerDatabase;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
}

/** A connection as whoever syncs it uses it: what it may read, and how its sync begins and ends. */
export class ConnectionService {
  private readonly deps: ConnectionDeps;
  private readonly brokers: Pick<BrokerService, 'brokerOf'>;
  private readonly grants: GrantService;

  constructor(deps: ConnectionDeps, brokers: Pick<BrokerService, 'brokerOf'>, grants: GrantService) {
    this.deps = deps;
    this.brokers = brokers;
    this.grants = grants;
  }

  /** Takes the connection up. @returns null when it is not due, waits for the person, or is gone */
  async begin(userId: string, id: string): Promise<StoredConnection | null> {
    return this.deps.database.forUser(userId, async (repos) => {
      const before = await repos.brokerConnections.findForUpdate(userId, id);
      const connection = await repos.brokerConnections.begin(userId, id, this.deps.clock.now());
      if (connection && before?.status !== 'syncing') await tellStatus(repos, userId, connection);
      return connection;
    });
  }

  /** @throws AppError BROKER_CAN_TRADE when the key was given more than reading since */
  async checkPermissions(connection: StoredConnection, signal: AbortSignal): Promise<void> {
    await this.ask(connection, (broker, grant) => broker.permissions(grant, signal));
  }

  async listFills(
    connection: StoredConnection,
    cursor: BrokerCursor | null,
    signal: AbortSignal,
  ): Promise<FillPage> {
    const options = { symbols: connection.symbols, signal };
    return this.ask(connection, (broker, grant) => broker.listFillsSince(grant, cursor, options));
  }

  async balances(connection: StoredConnection, signal: AbortSignal): Promise<Balance[] | null> {
    return this.ask(connection, (broker, grant) => broker.balances(grant, signal));
  }

  /** The sync read everything. Here and below, a sync whose turn is over changes nothing. */
  async succeed(connection: StoredConnection, balances: BrokerBalance[] | null): Promise<void> {
    const now = this.deps.clock.now();
    await this.settle(connection, afterSuccess(now, this.deps.random()), {
      lastSyncedAt: now,
      ...(balances && { balances: balances.map((balance) => ({ ...balance })) }),
    });
  }

  /** The sync broke off. @returns false when the venue is not to blame, so that the job itself is tried again */
  async fail(connection: StoredConnection, error: unknown): Promise<boolean> {
    if (!(error instanceof AppError) || !isOfVenue(error.code)) return false;
    await this.settle(connection, this.afterFailure(connection.failures, error));
    return true;
  }

  /** The job will not be tried again; the next sync of the schedule will. */
  async giveUp(userId: string, id: string, error: AppError): Promise<void> {
    const connection = await this.deps.database.forUser(userId, ({ brokerConnections }) =>
      brokerConnections.find(userId, id),
    );
    // The jobs of a connection run one after the other, so a turn that is taken up is the job's own.
    if (connection) await this.settle(connection, this.afterFailure(0, error));
  }

  private afterFailure(failures: number, error: AppError): SyncSchedule {
    return afterFailure(this.deps.clock.now(), this.deps.random(), failures, error);
  }

  private async settle(
    sync: SyncTurn,
    schedule: SyncSchedule,
    more: Pick<SyncProgress, 'lastSyncedAt' | 'balances'> = {},
  ): Promise<void> {
    const { userId, id } = sync;
    await this.deps.database.forUser(userId, async (repos) => {
      if (!(await repos.brokerConnections.findSyncForUpdate(sync))) return;
      await repos.brokerConnections.update(userId, id, { ...schedule, ...more });
      await tellStatus(repos, userId, { id, ...schedule });
    });
  }

  /** One question to the venue. An access token that it refuses before its time is renewed once. */
  private async ask<T>(
    connection: StoredConnection,
    question: (broker: Broker, grant: Grant) => Promise<T>,
  ): Promise<T> {
    const { userId, id } = connection;
    const broker = this.brokers.brokerOf(connection.broker);
    const { grant, version } = await this.grants.current(userId, id, broker.oauth);
    try {
      return await question(broker, grant);
    } catch (error) {
      const isRefused = error instanceof AppError && error.code === 'BROKER_SIGN_IN_AGAIN';
      if (!isRefused || grant.method !== 'oauth') throw error;
      const renewed = await this.grants.current(userId, id, broker.oauth, version);
      return question(broker, renewed.grant);
    }
  }
}
