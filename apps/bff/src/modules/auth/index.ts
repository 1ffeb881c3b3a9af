import { setTimeout as delay } from 'node:timers/promises';
import type { Keyring } from '../../lib/crypto/keyring.ts';
import type { Route } from '../../lib/http/route.ts';
import type { Authenticator } from '../../lib/http/session.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Reader } from '../../lib/reader.ts';
import type { BreachedPasswords } from '../../ports/breachedPasswords.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mail } from '../../ports/mail.ts';
import type { JobQueue } from '../../ports/queue.ts';
import { AuthService, type Registration } from './AuthService.ts';
import type { AuthDatabase } from './authRepos.ts';
import { authRoutes } from './authRoutes.ts';
import { Pace } from './Pace.ts';
import { PasswordPolicy } from './PasswordPolicy.ts';
import { PasswordService } from './PasswordService.ts';
import { passwordRoutes } from './passwordRoutes.ts';
import { dueResets, resetJobs } from './resetJobs.ts';
import { SecondFactorService } from './SecondFactorService.ts';
import { SessionLookupRepo } from './SessionLookupRepo.ts';
import { SessionService } from './SessionService.ts';
import { SettingsService } from './SettingsService.ts';
import { secondFactorRoutes } from './secondFactorRoutes.ts';
import { sessionRoutes } from './sessionRoutes.ts';
import { settingsRoutes } from './settingsRoutes.ts';

export interface AuthDeps {
  database: AuthDatabase;
  reader: Reader;
  clock: Clock;
  registration: Registration;
  hasDemo: boolean;
  /** Keys the hashes of addresses, devices and counters. */
  fingerprintKey: Buffer;
  resetKey: Buffer;
  keyring: Keyring;
  queue: JobQueue;
  mail: Mail;
  /** null: no list of leaks is asked. */
  breached: BreachedPasswords | null;
  /** Where the links in letters lead. */
  address: string;
}

export interface Auth {
  routes: Route[];
  jobs: Pick<JobHandlers, 'sendPasswordReset'>;
  due: DueSource;
  authenticator: Authenticator;
  /** Which of these sessions have not ended. */
  validSessions(sessionIds: readonly string[]): Promise<Set<string>>;
  /**
   * Asks for the password and the second factor again before a weighty act.
   * @throws AppError PASSWORD_WRONG, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG, LOGIN_THROTTLED
   */
  confirmPerson: SecondFactorService['confirmPerson'];
}

export function createAuth(deps: AuthDeps): Auth {
  const sessions = new SessionService({ ...deps, lookup: new SessionLookupRepo(deps.reader) });
  const pace = new Pace({ ...deps, throttle: deps.database.withoutUser.loginThrottle });
  const policy = new PasswordPolicy(deps.breached);
  const passwords = new PasswordService({ ...deps, sessions, pace, policy, delay });
  const secondFactor = new SecondFactorService({ ...deps, sessions, passwords, pace });
  const auth = new AuthService({ ...deps, sessions, pace, policy, secondFactor });
  return {
    routes: [
      ...authRoutes(auth, sessions),
      ...passwordRoutes(passwords),
      ...secondFactorRoutes(secondFactor),
      ...sessionRoutes(sessions),
      ...settingsRoutes(new SettingsService(deps.database)),
    ],
    jobs: resetJobs(passwords),
    due: dueResets(deps.database.withoutUser.passwordResets, deps.clock),
    authenticator: sessions,
    confirmPerson: (session, given, from) => secondFactor.confirmPerson(session, given, from),
    validSessions: (ids) => sessions.validAmong(ids),
  };
}
