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
import { connectionDto, offerOf } from './brokerDto.ts';
import type { BrokerDatabase, BrokerRepos } from './brokerRepos.ts';
import type { GrantService } from './GrantService.ts';
import { tellStatus } from './tellStatus.ts';

export interface BrokerDeps {
  database: BrokerDatabase;
  queue: JobQueue;
  clock: Clock;
  brokers: readonly Broker[];
}

const DEFAULT_ACCOUNT = 'main';
const PERMISSION_TIMEOUT_MS = 20_000;

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
    const broker = this.deps.brokers.find((candidate) => candidate.name === name);
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
      const nextSyncAt = this.deps.clock.now();
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
    const { database, brokers } = this.deps;
    const connection = await database.forUser(userId, ({ brokerConnections }) =>
      brokerConnections.find(userId, id),
    );
    if (!connection) throw new AppError('NOT_FOUND');
    const broker = brokers.find(({ name }) => name === connection.broker);
    const revoked = broker ? await this.revoke(userId, id, broker) : 'no';
    await database.forUser(userId, async ({ brokerConnections, audit }) => {
      if (!(await brokerConnections.delete(userId, id))) throw new AppError('NOT_FOUND');
      await audit.append(userId, 'broker.disconnected', {
        broker: connection.broker,
        connectionId: id,
        revoked,
      });
    });
  }

  private async revoke(userId: string, id: string, broker: Broker): Promise<'yes' | 'no'> {
    try {
      const { grant } = await this.grants.stored(userId, id);
      await broker.revoke(grant);
      return grant.method === 'oauth' ? 'yes' : 'no';
    } catch (error) {
      if (error instanceof AppError) return 'no';
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
