import type { DataKeyStore } from '../../lib/crypto/keyring.ts';
import type { Database } from '../../lib/db.ts';
import type { LoginThrottleRepo } from './LoginThrottleRepo.ts';
import type { PasswordResetRepo } from './PasswordResetRepo.ts';
import type { SecondFactorRepo } from './SecondFactorRepo.ts';
import type { SessionRepo } from './SessionRepo.ts';
import type { SettingsRepo } from './SettingsRepo.ts';
import type { UserRepo } from './UserRepo.ts';

/** What a security-relevant act leaves behind, without secrets. */
export interface AuditTrail {
  append(userId: string, action: string, meta?: Record<string, string | number | boolean>): Promise<void>;
}

/** What this module needs of a transaction; the audit trail and the accounts belong to rooms above it. */
export interface AuthRepos {
  users: Pick<
    UserRepo,
    | 'insert'
    | 'get'
    | 'findByEmail'
    | 'hasRegistered'
    | 'findDemo'
    | 'lockRegistration'
    | 'passwordHashOf'
    | 'setPasswordHash'
  >;
  sessions: Pick<SessionRepo, 'insert' | 'validAmong' | 'touch' | 'list' | 'delete' | 'deleteAllExcept'>;
  settings: Pick<SettingsRepo, 'get' | 'update'>;
  secondFactors: Pick<
    SecondFactorRepo,
    'find' | 'begin' | 'confirm' | 'takeStep' | 'takeRecoveryCode' | 'delete'
  >;
  passwordResets: Pick<
    PasswordResetRepo,
    'insert' | 'findOpen' | 'setMailed' | 'findUserId' | 'take' | 'listDue'
  >;
  dataKeys: DataKeyStore;
  loginThrottle: Pick<LoginThrottleRepo, 'attempt' | 'clear' | 'giveBack'>;
  audit: AuditTrail;
  scoreStates: { markChanged(userId: string, since: Date | null): Promise<unknown> };
  tradingAccounts: { insert(userId: string, account: { key: string; name: string }): Promise<unknown> };
}

export type AuthDatabase = Pick<Database<AuthRepos>, 'forUser' | 'withoutUser'>;
