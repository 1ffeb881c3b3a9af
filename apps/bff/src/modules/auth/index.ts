import type { Route } from '../../lib/http/route.ts';
import type { Authenticator } from '../../lib/http/session.ts';
import type { Reader } from '../../lib/reader.ts';
import type { Clock } from '../../ports/clock.ts';
import { AuthService, type Registration } from './AuthService.ts';
import type { AuthDatabase } from './authRepos.ts';
import { authRoutes } from './authRoutes.ts';
import { SessionLookupRepo } from './SessionLookupRepo.ts';
import { SessionService } from './SessionService.ts';
import { SettingsService } from './SettingsService.ts';
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
}

export interface Auth {
  routes: Route[];
  authenticator: Authenticator;
  /** Which of these sessions have not ended. */
  validSessions(sessionIds: readonly string[]): Promise<Set<string>>;
}

export function createAuth(deps: AuthDeps): Auth {
  const sessions = new SessionService({ ...deps, lookup: new SessionLookupRepo(deps.reader) });
  const auth = new AuthService({ ...deps, sessions });
  return {
    routes: [
      ...authRoutes(auth, sessions),
      ...sessionRoutes(sessions),
      ...settingsRoutes(new SettingsService(deps.database)),
    ],
    authenticator: sessions,
    validSessions: (ids) => sessions.validAmong(ids),
  };
}
