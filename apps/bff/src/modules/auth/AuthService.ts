import { randomUUID } from 'node:crypto';
import type { Credentials, LoginBody, UserDto } from '@twin/shared/dto/auth';
import type { AuthOptions } from '@twin/shared/dto/session';
import { AppError } from '@twin/shared/errors/AppError';
import type { RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { IssuedSession } from '../../lib/http/sessionCookies.ts';
import { isUniqueViolation } from '../../lib/uniqueViolation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AuthDatabase, AuthRepos } from './authRepos.ts';
import type { ThrottlePolicy } from './LoginThrottleRepo.ts';
import { hashPassword, isOutdated, isPasswordOf } from './passwords.ts';
import type { SessionService } from './SessionService.ts';
import { keyedHash } from './sessionTokens.ts';
import type { StoredUser } from './UserRepo.ts';

export type Registration = 'first' | 'open' | 'closed';

export interface AuthServiceDeps {
  database: AuthDatabase;
  sessions: SessionService;
  clock: Clock;
  registration: Registration;
  hasDemo: boolean;
  fingerprintKey: Buffer;
}

export interface SignedIn {
  user: UserDto;
  session: IssuedSession;
}

const MINUTE_MS = 60_000;
/** Guesses at one account, from wherever: capped so that a stranger cannot lock a person out for long. */
const PER_ACCOUNT: ThrottlePolicy = {
  free: 5,
  baseMs: 1_000,
  capMs: 5 * MINUTE_MS,
  memoryMs: 24 * 60 * MINUTE_MS,
};
/** Guesses from one address, at whatever accounts: wider, as many honest people may share it. */
const PER_ADDRESS: ThrottlePolicy = {
  free: 30,
  baseMs: 1_000,
  capMs: 15 * MINUTE_MS,
  memoryMs: 60 * MINUTE_MS,
};
const FIRST_ACCOUNT = { key: 'main', name: 'Main' };

/** Who may come in, and as whom. */
export class AuthService {
  private readonly deps: AuthServiceDeps;

  constructor(deps: AuthServiceDeps) {
    this.deps = deps;
  }

  async options(): Promise<AuthOptions> {
    const { database, registration, hasDemo } = this.deps;
    const isFirstRun = !(await database.withoutUser.users.hasRegistered());
    const canRegister = registration === 'open' || (registration === 'first' && isFirstRun);
    return { canRegister, isFirstRun, hasDemo };
  }

  /** @throws AppError REGISTRATION_CLOSED, EMAIL_TAKEN */
  async register(
    credentials: Credentials,
    current: RequestSession | null,
    from: RequestOrigin,
  ): Promise<SignedIn> {
    if (this.deps.registration === 'closed') throw new AppError('REGISTRATION_CLOSED');
    const id = randomUUID();
    const email = credentials.email.toLowerCase();
    const passwordHash = await hashPassword(credentials.password);
    try {
      const signedIn = await this.deps.database.forUser(id, async (repos) => {
        await this.holdToRegistration(repos);
        const user = await repos.users.insert({ id, email, passwordHash });
        await repos.tradingAccounts.insert(id, FIRST_ACCOUNT);
        await repos.audit.append(id, 'user.registered');
        return { user: dtoOf(user), session: await this.deps.sessions.open(repos, user, from) };
      });
      if (current) await this.deps.sessions.close(current);
      return signedIn;
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('EMAIL_TAKEN', { cause: error });
      throw error;
    }
  }

  /**
   * Unknown accounts answer the same, after the same work.
   * @throws AppError LOGIN_FAILED, LOGIN_THROTTLED
   */
  async login(body: LoginBody, current: RequestSession | null, from: RequestOrigin): Promise<SignedIn> {
    const { database, sessions } = this.deps;
    const email = body.email.trim().toLowerCase();
    const keys = this.throttleKeys(email, from);
    await this.holdToPace(keys);
    const found = await database.withoutUser.users.findByEmail(email);
    const fits = await isPasswordOf(found?.passwordHash ?? null, body.password);
    if (!found || !fits) throw new AppError('LOGIN_FAILED');
    const freshHash = isOutdated(found.passwordHash) ? await hashPassword(body.password) : null;
    await database.withoutUser.loginThrottle.clear(keys.account);
    await database.withoutUser.loginThrottle.giveBack(keys.address);
    if (current) await sessions.close(current);
    const session = await database.forUser(found.id, async (repos) => {
      if (freshHash !== null) await repos.users.setPasswordHash(found.id, freshHash);
      return sessions.open(repos, found, from);
    });
    return { user: dtoOf(found), session };
  }

  /** @throws AppError DEMO_DISABLED, DEMO_NOT_READY */
  async openDemo(current: RequestSession | null, from: RequestOrigin): Promise<SignedIn> {
    const { database, sessions, hasDemo } = this.deps;
    if (!hasDemo) throw new AppError('DEMO_DISABLED');
    const demoId = await database.withoutUser.users.findDemo();
    if (demoId === null) throw new AppError('DEMO_NOT_READY', { retryAfterSeconds: 2 });
    if (current) await sessions.close(current);
    return database.forUser(demoId, async (repos) => {
      const user = await repos.users.get(demoId);
      return { user: dtoOf(user), session: await sessions.open(repos, user, from) };
    });
  }

  async userOf(session: RequestSession): Promise<UserDto> {
    return dtoOf(await this.deps.database.forUser(session.userId, ({ users }) => users.get(session.userId)));
  }

  /** Two first people at once must not both get in, hence the lock. */
  private async holdToRegistration(repos: AuthRepos): Promise<void> {
    if (this.deps.registration === 'open') return;
    await repos.users.lockRegistration();
    if (await repos.users.hasRegistered()) throw new AppError('REGISTRATION_CLOSED');
  }

  private async holdToPace(keys: { account: string; address: string }): Promise<void> {
    const { database, clock } = this.deps;
    const throttle = database.withoutUser.loginThrottle;
    const waitMs =
      (await throttle.attempt(keys.address, PER_ADDRESS, clock.now())) ||
      (await throttle.attempt(keys.account, PER_ACCOUNT, clock.now()));
    if (waitMs > 0) throw new AppError('LOGIN_THROTTLED', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
  }

  private throttleKeys(email: string, from: RequestOrigin): { account: string; address: string } {
    const keyOf = (text: string) =>
      Buffer.from(keyedHash(this.deps.fingerprintKey, text)).toString('base64url');
    return {
      account: `login/account/${keyOf(`email\n${email}`)}`,
      address: `login/address/${keyOf(`ip\n${from.ip}`)}`,
    };
  }
}

function dtoOf(user: StoredUser): UserDto {
  return { id: user.id, email: user.email, createdAt: user.createdAt.toISOString(), isDemo: user.isDemo };
}
