import { randomUUID } from 'node:crypto';
import type {
  BrokerConnectionDto,
  BrokerConnectionList,
  BrokerKeyBody,
  BrokerSyncBody,
} from '@twin/shared/dto/broker';
import { AppError } from '@twin/shared/errors/AppError';
import type { Broker, Grant } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { StoredConnection } from './BrokerConnectionRepo.ts';
import { connectionDto, offerOf } from './brokerDto.ts';
import type { BrokerDatabase, BrokerRepos } from './brokerRepos.ts';
import type { GrantService } from './GrantService.ts';
import { firstTurn } from './syncTurn.ts';
import { tellStatus } from './tellStatus.ts';

export interface BrokerDeps {
  database: BrokerDatabase;
  queue: JobQueue;
  clock: Clock;
  brokers: readonly Broker[];
}

const DEFAULT_ACCOUNT = 'main';
const PERMISSION_TIMEOUT_MS = 20_000;
/** Nobody who leaves waits longer for a venue. */
const REVOKE_TIMEOUT_MS = 4_000;

/** Connects brokers, tells how they are, and lets go of them. */
export class BrokerService {
  private readonly deps: BrokerDeps;
  private readonly grants: GrantService;

  constructor(deps: BrokerDeps, grants: GrantService) {
    this.deps = deps;
    this.grants = grants;
  }

  async list(userId: string): Promise<BrokerConnectionList> {
    const rows = await this.deps.database.forUser(userId, ({ brokerConnections }) =>
      brokerConnections.list(userId),
    );
    return { items: rows.map(connectionDto), nextCursor: null, offers: this.deps.brokers.map(offerOf) };
  }

  /** @throws AppError BROKER_NOT_OFFERED */
  brokerOf(name: string): Broker {
    const broker = this.find(name);
    if (!broker) throw new AppError('BROKER_NOT_OFFERED');
    return broker;
  }

  /** @throws AppError BROKER_NOT_OFFERED, BROKER_KEY_UNREADABLE, BROKER_CAN_TRADE, and what the venue says */
  async connectKey(userId: string, name: string, body: BrokerKeyBody): Promise<BrokerConnectionDto> {
    const broker = this.brokerOf(name);
    if (broker.keyFields === null) throw new AppError('BROKER_NOT_OFFERED');
    const grant = await broker.authorise(body.key);
    return this.connect(userId, broker, grant, { account: body.account, symbols: body.symbols });
  }

  /** Stores a grant that may read and do nothing else, in place of an older one, and begins to sync. */
  async connect(
    userId: string,
    broker: Broker,
    grant: Grant,
    { account, symbols }: { account: string | undefined; symbols: string[] },
  ): Promise<BrokerConnectionDto> {
    await broker.permissions(grant, AbortSignal.timeout(PERMISSION_TIMEOUT_MS));
    const stored = await this.deps.database.forUser(userId, async (repos) => {
      const key = await accountKey(repos, userId, account);
      const known = await repos.brokerConnections.findByTarget(userId, broker.name, key);
      const id = known?.id ?? randomUUID();
      const sealed = await this.grants.seal(repos, { id, userId, broker: broker.name }, grant);
      const nextSyncAt = firstTurn(this.deps.clock.now(), known);
      const given = { id, method: grant.method, symbols, nextSyncAt, ...sealed };
      const connection = known
        ? await repos.brokerConnections.renew(userId, given)
        : await repos.brokerConnections.insert(userId, { ...given, broker: broker.name, account: key });
      const meta = { broker: broker.name, connectionId: id, method: grant.method };
      await repos.audit.append(userId, known ? 'broker.renewed' : 'broker.connected', meta);
      await tellStatus(repos, userId, connection);
      return connection;
    });
    await this.enqueue(userId, stored.id);
    return connectionDto(stored);
  }

  /** Begins a sync now; one that runs goes on. @throws AppError NOT_FOUND */
  async syncNow(userId: string, id: string, { all }: BrokerSyncBody): Promise<BrokerConnectionDto> {
    const stored = await this.deps.database.forUser(userId, async (repos) => {
      const connection = await repos.brokerConnections.findForUpdate(userId, id);
      if (!connection) throw new AppError('NOT_FOUND');
      if (connection.status === 'syncing') return connection;
      await repos.brokerConnections.update(userId, id, {
        ...{ status: 'waiting', nextSyncAt: this.deps.clock.now() },
        ...(all ? { syncCursor: {} } : {}),
      });
      const next = await repos.brokerConnections.find(userId, id);
      if (!next) throw new AppError('NOT_FOUND');
      await tellStatus(repos, userId, next);
      return next;
    });
    await this.enqueue(userId, id);
    return connectionDto(stored);
  }

  /**
   * Ends the grant at the venue and forgets it; the fills stay. A venue that does not answer keeps nobody from
   * leaving: our copy is gone, and the person is told how to end it there. @throws AppError NOT_FOUND
   */
  async disconnect(userId: string, id: string): Promise<void> {
    const connection = await this.deps.database.forUser(userId, ({ brokerConnections }) =>
      brokerConnections.find(userId, id),
    );
    if (!connection) throw new AppError('NOT_FOUND');
    if (!(await this.letGo(connection)).wasThere) throw new AppError('NOT_FOUND');
    // Whoever syncs ends the import that was begun.
    await this.enqueue(userId, id);
  }

  /**
   * Ends and forgets every grant of somebody who leaves, whether the venues answer or not.
   * @returns the titles of venues where access has to be ended by hand: keys, and what did not answer
   */
  async disconnectAll(userId: string): Promise<string[]> {
    const rows = await this.deps.database.forUser(userId, ({ brokerConnections }) =>
      brokerConnections.list(userId),
    );
    const ends = await Promise.all(rows.map((row) => this.letGo(row)));
    const left = rows.filter((_, index) => !ends[index]?.isRevoked);
    return [...new Set(left.map(({ broker }) => this.find(broker)?.title ?? broker))];
  }

  private find(name: string): Broker | undefined {
    return this.deps.brokers.find((broker) => broker.name === name);
  }

  private async letGo(connection: StoredConnection): Promise<{ wasThere: boolean; isRevoked: boolean }> {
    const { id, userId, broker } = connection;
    const isRevoked = await this.revoke(connection);
    const wasThere = await this.deps.database.forUser(userId, async ({ brokerConnections, audit }) => {
      if (!(await brokerConnections.delete(userId, id))) return false;
      const revoked = isRevoked ? 'yes' : 'no';
      await audit.append(userId, 'broker.disconnected', { broker, connectionId: id, revoked });
      return true;
    });
    return { wasThere, isRevoked };
  }

  private async revoke({ userId, id, broker: name }: StoredConnection): Promise<boolean> {
    const broker = this.find(name);
    if (!broker) return false;
    const signal = AbortSignal.timeout(REVOKE_TIMEOUT_MS);
    try {
      const { grant } = await this.grants.stored(userId, id);
      await broker.revoke(grant, signal);
      return grant.method === 'oauth';
    } catch (error) {
      if (error instanceof AppError || signal.aborted) return false;
      throw error;
    }
  }

  private async enqueue(userId: string, connectionId: string): Promise<void> {
    const payload = { v: 1, userId, connectionId } as const;
    await this.deps.queue.enqueue('syncBroker', payload, { dedupeKey: connectionId });
  }
}

/** The key of the account that the person named; a new one is made. */
async function accountKey(
  { tradingAccounts }: Pick<BrokerRepos, 'tradingAccounts'>,
  userId: string,
  name: string | undefined,
): Promise<string> {
  const known = (await tradingAccounts.list(userId)).find((account) => account.name === name);
  const key = known?.key ?? name ?? DEFAULT_ACCOUNT;
  await tradingAccounts.ensure(userId, [key]);
  return key;
}
