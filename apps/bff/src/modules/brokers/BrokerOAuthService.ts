import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import type { Keyring } from '../../lib/crypto/keyring.ts';
import { Secret } from '../../lib/crypto/Secret.ts';
import { openToken, sealToken } from '../../lib/crypto/tokenSeal.ts';
import type { BrokerOAuth } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { BrokerService } from './BrokerService.ts';
import type { BrokerDatabase } from './brokerRepos.ts';

export interface BrokerOAuthDeps {
  database: BrokerDatabase;
  keyring: Keyring;
  clock: Clock;
  /** Where people reach this server. */
  publicOrigin: string;
}

export interface OAuthPerson {
  userId: string;
  sessionId: string;
}

const INTENT_MS = 10 * 60_000;

/** Signing in at a broker: begun here, allowed there, finished here, in one session and within ten minutes. */
export class BrokerOAuthService {
  private readonly deps: BrokerOAuthDeps;
  private readonly brokers: Pick<BrokerService, 'brokerOf' | 'connect'>;

  constructor(deps: BrokerOAuthDeps, brokers: Pick<BrokerService, 'brokerOf' | 'connect'>) {
    this.deps = deps;
    this.brokers = brokers;
  }

  /** @returns where to send the browser @throws AppError BROKER_NOT_OFFERED */
  async start({ userId, sessionId }: OAuthPerson, name: string, account: string): Promise<string> {
    const { database, keyring, clock } = this.deps;
    const begin = await this.oauthOf(name).begin(this.redirectUri(name));
    const id = randomUUID();
    await database.forUser(userId, async ({ brokerIntents, dataKeys, audit }) => {
      const verifierEnc = await sealToken(
        { keyring, store: dataKeys },
        new Secret(begin.verifier.reveal()),
        sealContext(userId, id),
      );
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + INTENT_MS);
      const intent = {
        id,
        sessionId,
        broker: name,
        account,
        stateHash: hashOf(begin.state),
        verifierEnc,
        expiresAt,
      };
      await brokerIntents.insert(userId, intent, now);
      await audit.append(userId, 'broker.signInBegun', { broker: name });
    });
    return begin.url;
  }

  /** @throws AppError BROKER_INTENT_GONE, BROKER_SIGN_IN_FAILED, BROKER_CAN_TRADE */
  async complete({ userId, sessionId }: OAuthPerson, name: string, query: URLSearchParams): Promise<void> {
    const { database, keyring, clock } = this.deps;
    const oauth = this.oauthOf(name);
    const state = query.get('state') ?? '';
    const intent = await database.forUser(userId, async ({ brokerIntents, dataKeys }) => {
      // It is gone from here on, whatever follows.
      const taken = await brokerIntents.take(userId, hashOf(state));
      if (!taken || taken.broker !== name || taken.sessionId !== sessionId) return null;
      if (taken.expiresAt <= clock.now()) return null;
      const seals = { keyring, store: dataKeys };
      return {
        account: taken.account,
        verifier: await openToken(seals, taken.verifierEnc, sealContext(userId, taken.id)),
      };
    });
    if (!intent) throw new AppError('BROKER_INTENT_GONE');
    const { verifier, account } = intent;
    const grant = await oauth.complete({ query, state, verifier, redirectUri: this.redirectUri(name) });
    await this.brokers.connect(userId, this.brokers.brokerOf(name), grant, { account, symbols: [] });
  }

  private oauthOf(name: string): BrokerOAuth {
    const { oauth } = this.brokers.brokerOf(name);
    if (!oauth) throw new AppError('BROKER_NOT_OFFERED');
    return oauth;
  }

  private redirectUri(name: string): string {
    return `${this.deps.publicOrigin}/v1/brokers/${name}/oauth/callback`;
  }
}

function sealContext(userId: string, row: string) {
  return { userId, purpose: 'broker.verifier', row };
}

function hashOf(state: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(state).digest());
}
