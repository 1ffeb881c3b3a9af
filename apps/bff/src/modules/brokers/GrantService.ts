import { AppError } from '@twin/shared/errors/AppError';
import type { Keyring } from '../../lib/crypto/keyring.ts';
import { Secret } from '../../lib/crypto/Secret.ts';
import { openToken, type Seals, sealToken } from '../../lib/crypto/tokenSeal.ts';
import type { BrokerOAuth, Grant } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SealedGrant, StoredConnection } from './BrokerConnectionRepo.ts';
import type { BrokerDatabase, BrokerRepos } from './brokerRepos.ts';
import { type GrantRow, grantSeal } from './grantSeal.ts';

export interface GrantDeps {
  database: BrokerDatabase;
  keyring: Keyring;
  clock: Clock;
  /** Hears of every exchange of a refresh token. */
  onRefresh(broker: string, outcome: 'done' | 'refused' | 'failed'): void;
}

export interface VersionedGrant {
  grant: Grant;
  version: number;
}

/** An access token is renewed so long before it ends, so that it lasts for a page. */
const RENEW_BEFORE_MS = 120_000;
const REFRESH_TIMEOUT_MS = 30_000;
const STORE_TRIES = 3;

/** Seals and opens what lets us read a venue, and renews it. */
export class GrantService {
  private readonly deps: GrantDeps;

  constructor(deps: GrantDeps) {
    this.deps = deps;
  }

  async seal(repos: Pick<BrokerRepos, 'dataKeys'>, row: GrantRow, grant: Grant): Promise<SealedGrant> {
    const seals = this.seals(repos);
    const sealed = (value: Secret, part: 'access' | 'refresh') =>
      sealToken(seals, value, grantSeal(row, part));
    return {
      accessEnc: await sealed(new Secret(grant.access.reveal()), 'access'),
      refreshEnc: grant.refresh && (await sealed(new Secret(grant.refresh.reveal()), 'refresh')),
      scope: grant.scope,
      expiresAt: grant.expiresAt,
    };
  }

  /** The grant as it is stored, whether it still works or not. @throws AppError NOT_FOUND, SEAL_BROKEN */
  async stored(userId: string, id: string): Promise<VersionedGrant> {
    return this.deps.database.forUser(userId, async (repos) => {
      const connection = await repos.brokerConnections.find(userId, id);
      if (!connection) throw new AppError('NOT_FOUND');
      return { grant: await this.open(repos, connection), version: connection.grantVersion };
    });
  }

  /** A grant that works now: renewed when it is about to end, or when it is the one that was just refused. */
  async current(
    userId: string,
    id: string,
    oauth: BrokerOAuth | null,
    refusedVersion: number | null = null,
  ): Promise<VersionedGrant> {
    const stored = await this.stored(userId, id);
    const { expiresAt } = stored.grant;
    const isEnding = expiresAt !== null && expiresAt.getTime() - RENEW_BEFORE_MS <= this.now();
    const isRefused = stored.version === refusedVersion;
    if (stored.grant.method !== 'oauth' || (!isEnding && !isRefused)) return stored;
    if (!oauth) throw new AppError('BROKER_NOT_OFFERED');
    return this.refresh(userId, id, stored.version, oauth);
  }

  /**
   * Exchanges the refresh token, which works once. The row is locked meanwhile: whoever waited for it finds a new
   * version and takes that. The new pair is committed before anyone uses it; when that fails though the venue has
   * answered, the answer is kept and stored again, since the old token is spent.
   */
  private async refresh(
    userId: string,
    id: string,
    version: number,
    oauth: BrokerOAuth,
  ): Promise<VersionedGrant> {
    let fresh: Grant | null = null;
    const exchange = () =>
      this.deps.database.forUser(
        userId,
        async (repos) => {
          const connection = await repos.brokerConnections.findForUpdate(userId, id);
          if (!connection) throw new AppError('NOT_FOUND');
          const grant = await this.open(repos, connection);
          if (connection.grantVersion !== version) return { grant, version: connection.grantVersion };
          fresh ??= await this.exchanged(connection.broker, oauth.refresh(grant));
          const sealed = await this.seal(repos, connection, fresh);
          await repos.brokerConnections.replaceGrant(userId, id, version, sealed);
          return { grant: fresh, version: version + 1 };
        },
        { timeoutMs: REFRESH_TIMEOUT_MS },
      );
    for (let tries = 1; ; tries += 1) {
      try {
        return await exchange();
      } catch (error) {
        if (fresh === null || tries === STORE_TRIES) throw error;
      }
    }
  }

  private async exchanged(broker: string, exchange: Promise<Grant>): Promise<Grant> {
    try {
      const grant = await exchange;
      this.deps.onRefresh(broker, 'done');
      return grant;
    } catch (error) {
      const isTried = error instanceof AppError && error.definition.retry;
      this.deps.onRefresh(broker, isTried ? 'failed' : 'refused');
      throw error;
    }
  }

  private async open(repos: Pick<BrokerRepos, 'dataKeys'>, row: StoredConnection): Promise<Grant> {
    const seals = this.seals(repos);
    const open = (blob: Uint8Array, part: 'access' | 'refresh') =>
      openToken(seals, blob, grantSeal(row, part));
    return {
      method: row.method === 'oauth' ? 'oauth' : 'api_key',
      access: await open(row.accessEnc, 'access'),
      refresh: row.refreshEnc && (await open(row.refreshEnc, 'refresh')),
      expiresAt: row.expiresAt,
      scope: row.scope,
    };
  }

  private seals({ dataKeys }: Pick<BrokerRepos, 'dataKeys'>): Seals {
    return { keyring: this.deps.keyring, store: dataKeys };
  }

  private now(): number {
    return this.deps.clock.now().getTime();
  }
}
