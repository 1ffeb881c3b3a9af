import { randomUUID } from 'node:crypto';
import type { Credentials, LoginBody, UserDto } from '@twin/shared/dto/auth';
import type { AuthOptions } from '@twin/shared/dto/session';
import { AppError } from '@twin/shared/errors/AppError';
import type { RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { IssuedSession } from '../../lib/http/sessionCookies.ts';
import { isUniqueViolation } from '../../lib/uniqueViolation.ts';
import type { AuthDatabase, AuthRepos } from './authRepos.ts';
import type { Pace } from './Pace.ts';
import type { PasswordPolicy } from './PasswordPolicy.ts';
import { hashPassword, isOutdated, isPasswordOf } from './passwords.ts';
import type { SecondFactorService } from './SecondFactorService.ts';
import type { SessionService } from './SessionService.ts';
import type { StoredUser } from './UserRepo.ts';

export type Registration = 'first' | 'open' | 'closed';

export interface AuthServiceDeps {
  database: AuthDatabase;
  sessions: SessionService;
  pace: Pace;
  policy: PasswordPolicy;
  secondFactor: Pick<SecondFactorService, 'hold'>;
  registration: Registration;
  hasDemo: boolean;
}

export interface SignedIn {
  user: UserDto;
  session: IssuedSession;
}

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

  /** @throws AppError REGISTRATION_CLOSED, EMAIL_TAKEN, INVALID_INPUT for a password that is guessed early */
  async register(
    credentials: Credentials,
    current: RequestSession | null,
    from: RequestOrigin,
  ): Promise<SignedIn> {
    if (this.deps.registration === 'closed') throw new AppError('REGISTRATION_CLOSED');
    const id = randomUUID();
    const email = credentials.email.toLowerCase();
    await this.deps.policy.check(credentials.password, email, 'password');
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
   * @throws AppError LOGIN_FAILED, LOGIN_THROTTLED, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG
   */
  async login(body: LoginBody, current: RequestSession | null, from: RequestOrigin): Promise<SignedIn> {
    const { database, sessions, pace, secondFactor } = this.deps;
    const email = body.email.trim().toLowerCase();
    const counted = await pace.try('login', `email\n${email}`, from.ip);
    const found = await database.withoutUser.users.findByEmail(email);
    const fits = await isPasswordOf(found?.passwordHash ?? null, body.password);
    if (!found || !fits) throw new AppError('LOGIN_FAILED');
    const freshHash = isOutdated(found.passwordHash) ? await hashPassword(body.password) : null;
    const session = await database.forUser(found.id, async (repos) => {
      await secondFactor.hold(repos, found.id, body.code);
      if (freshHash !== null) await repos.users.setPasswordHash(found.id, freshHash);
      return sessions.open(repos, found, from);
    });
    await counted.succeeded();
    if (current) await sessions.close(current);
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
}

function dtoOf(user: StoredUser): UserDto {
  return { id: user.id, email: user.email, createdAt: user.createdAt.toISOString(), isDemo: user.isDemo };
}
