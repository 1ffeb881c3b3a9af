import type { DeviceSession } from '@twin/shared/dto/session';
import { AppError } from '@twin/shared/errors/AppError';
import type { Authenticator, RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { IssuedSession } from '../../lib/http/sessionCookies.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AuthDatabase, AuthRepos } from './authRepos.ts';
import { deviceName } from './deviceName.ts';
import type { SessionLookupRepo } from './SessionLookupRepo.ts';
import {
  DEMO_SESSION_TIMES,
  fingerprintOf,
  hashToken,
  isTokenShaped,
  newToken,
  SESSION_TIMES,
  type SessionTimes,
} from './sessionTokens.ts';

export interface SessionServiceDeps {
  database: AuthDatabase;
  lookup: Pick<SessionLookupRepo, 'findByTokenHash'>;
  clock: Clock;
  fingerprintKey: Buffer;
}

/** Opens, recognises, lists and ends sessions. */
export class SessionService implements Authenticator {
  private readonly deps: SessionServiceDeps;

  constructor(deps: SessionServiceDeps) {
    this.deps = deps;
  }

  /** A new session within the caller's transaction; an id or token of before is never taken over. */
  async open(
    repos: Pick<AuthRepos, 'sessions' | 'audit'>,
    user: { id: string; isDemo: boolean },
    from: RequestOrigin,
  ): Promise<IssuedSession> {
    const now = this.deps.clock.now().getTime();
    const times = timesOf(user.isDemo);
    const { token, tokenHash } = newToken();
    const session = await repos.sessions.insert(user.id, {
      tokenHash,
      idleExpiresAt: new Date(now + times.idleMs),
      expiresAt: new Date(now + times.absoluteMs),
      ...fingerprintOf(this.deps.fingerprintKey, from),
      device: deviceName(from.userAgent),
    });
    if (!user.isDemo) await repos.audit.append(user.id, 'session.opened', { sessionId: session.id });
    return { id: session.id, token, expiresAt: session.expiresAt };
  }

  /**
   * A new session in the place of this one after a change of what lets people in; every other one ends, since it was
   * opened by what no longer counts.
   */
  async renew(
    repos: Pick<AuthRepos, 'sessions' | 'audit'>,
    session: RequestSession,
    from: RequestOrigin,
  ): Promise<IssuedSession> {
    const issued = await this.open(repos, { id: session.userId, isDemo: session.isDemo }, from);
    await repos.sessions.deleteAllExcept(session.userId, issued.id);
    return issued;
  }

  async authenticate(token: string): Promise<RequestSession | null> {
    if (!isTokenShaped(token)) return null;
    const { database, lookup, clock } = this.deps;
    const found = await lookup.findByTokenHash(hashToken(token));
    const now = clock.now().getTime();
    if (!found) return null;
    const { session, user } = found;
    if (session.expiresAt.getTime() <= now || session.idleExpiresAt.getTime() <= now) return null;
    const times = timesOf(user.isDemo);
    if (now - session.lastSeenAt.getTime() >= times.touchMs) {
      const idleExpiresAt = new Date(Math.min(now + times.idleMs, session.expiresAt.getTime()));
      const seen = { at: new Date(now), idleExpiresAt };
      await database.forUser(user.id, ({ sessions }) => sessions.touch(user.id, session.id, seen));
    }
    return { id: session.id, userId: user.id, isDemo: user.isDemo, expiresAt: session.expiresAt };
  }

  /** For open streams, which outlive the request that was let in. */
  async validAmong(sessionIds: readonly string[]): Promise<Set<string>> {
    return new Set(await this.deps.database.withoutUser.sessions.validAmong(sessionIds));
  }

  /** The person's devices; visitors of the demo see only themselves. */
  async list(current: RequestSession): Promise<DeviceSession[]> {
    const now = this.deps.clock.now();
    const devices = await this.deps.database.forUser(current.userId, ({ sessions }) =>
      sessions.list(current.userId),
    );
    return devices
      .filter((device) => device.expiresAt > now && device.idleExpiresAt > now)
      .filter((device) => !current.isDemo || device.id === current.id)
      .map((device) => ({
        id: device.id,
        createdAt: device.createdAt.toISOString(),
        lastSeenAt: device.lastSeenAt.toISOString(),
        expiresAt: device.expiresAt.toISOString(),
        device: device.device,
        isCurrent: device.id === current.id,
      }));
  }

  /** @throws AppError NOT_FOUND for an id that is unknown or someone else's */
  async revoke(userId: string, sessionId: string): Promise<void> {
    await this.deps.database.forUser(userId, async ({ sessions, audit }) => {
      if (!(await sessions.delete(userId, sessionId))) throw new AppError('NOT_FOUND');
      await audit.append(userId, 'session.revoked', { sessionId });
    });
  }

  /** Signing out twice is no error. */
  async close(session: RequestSession): Promise<void> {
    await this.deps.database.forUser(session.userId, async ({ sessions, audit }) => {
      const wasOpen = await sessions.delete(session.userId, session.id);
      if (wasOpen && !session.isDemo) {
        await audit.append(session.userId, 'session.closed', { sessionId: session.id });
      }
    });
  }
}

function timesOf(isDemo: boolean): SessionTimes {
  return isDemo ? DEMO_SESSION_TIMES : SESSION_TIMES;
}
