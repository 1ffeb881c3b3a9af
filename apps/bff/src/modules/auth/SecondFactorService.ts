import type { RecoveryCodes, SecondFactorSecret, SecondFactorStatus } from '@twin/shared/dto/secondFactor';
import { AppError } from '@twin/shared/errors/AppError';
import type { Keyring } from '../../lib/crypto/keyring.ts';
import { Secret } from '../../lib/crypto/Secret.ts';
import { openToken, sealToken } from '../../lib/crypto/tokenSeal.ts';
import type { RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { IssuedSession } from '../../lib/http/sessionCookies.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AuthDatabase, AuthRepos } from './authRepos.ts';
import type { Pace } from './Pace.ts';
import type { PasswordService } from './PasswordService.ts';
import type { SessionService } from './SessionService.ts';
import {
  hashRecoveryCode,
  newRecoveryCodes,
  newSecret,
  secondFactorSeal,
  stepOf,
  uriOf,
} from './secondFactorCodes.ts';

export interface SecondFactorDeps {
  database: AuthDatabase;
  sessions: SessionService;
  passwords: Pick<PasswordService, 'confirm'>;
  pace: Pace;
  keyring: Keyring;
  clock: Clock;
}

export interface Confirmation {
  password: string;
  code?: string | undefined;
}

/** Time-based codes beside the password (RFC 6238), with recovery codes for a lost phone. */
export class SecondFactorService {
  private readonly deps: SecondFactorDeps;

  constructor(deps: SecondFactorDeps) {
    this.deps = deps;
  }

  async status(userId: string): Promise<SecondFactorStatus> {
    const found = await this.deps.database.forUser(userId, (repos) => repos.secondFactors.find(userId));
    const isOn = found !== null && found.confirmedAt !== null;
    return { isOn, recoveryCodesLeft: isOn ? found.recoveryCodesLeft : 0 };
  }

  /** Makes a secret, which counts once a code of it was confirmed. @throws AppError PASSWORD_WRONG, SECOND_FACTOR_ON */
  async begin(session: RequestSession, password: string, from: RequestOrigin): Promise<SecondFactorSecret> {
    const { database, passwords, keyring } = this.deps;
    const { userId } = session;
    await passwords.confirm(session, password, from);
    const secret = newSecret();
    return database.forUser(userId, async (repos) => {
      if ((await repos.secondFactors.find(userId))?.confirmedAt) throw new AppError('SECOND_FACTOR_ON');
      const seals = { keyring, store: repos.dataKeys };
      await repos.secondFactors.begin(
        userId,
        await sealToken(seals, new Secret(secret), secondFactorSeal(userId)),
      );
      return { secret, uri: uriOf(secret, (await repos.users.get(userId)).email) };
    });
  }

  /** Other devices, which came in without it, are signed out. @throws AppError SECOND_FACTOR_WRONG, LOGIN_THROTTLED */
  async confirm(
    session: RequestSession,
    code: string,
    from: RequestOrigin,
  ): Promise<RecoveryCodes & { session: IssuedSession }> {
    const { database, clock, sessions, pace } = this.deps;
    const { userId } = session;
    const counted = await pace.try('confirm', `user\n${userId}`, from.ip);
    const recoveryCodes = newRecoveryCodes();
    const issued = await database.forUser(userId, async (repos) => {
      const found = await repos.secondFactors.find(userId);
      if (found?.confirmedAt) throw new AppError('SECOND_FACTOR_ON');
      if (!found || !(await this.takeCode(repos, userId, found.secretEnc, code))) {
        throw new AppError('SECOND_FACTOR_WRONG');
      }
      await repos.secondFactors.confirm(userId, clock.now(), recoveryCodes.map(hashRecoveryCode));
      await repos.audit.append(userId, 'secondFactor.on');
      return sessions.renew(repos, session, from);
    });
    await counted.succeeded();
    return { recoveryCodes, session: issued };
  }

  /** @throws AppError PASSWORD_WRONG, SECOND_FACTOR_WRONG */
  async end(session: RequestSession, given: Confirmation, from: RequestOrigin): Promise<IssuedSession> {
    const { database, sessions } = this.deps;
    const { userId } = session;
    await this.confirmPerson(session, given, from);
    return database.forUser(userId, async (repos) => {
      await repos.secondFactors.delete(userId);
      await repos.audit.append(userId, 'secondFactor.off');
      return sessions.renew(repos, session, from);
    });
  }

  /** The password again, and a code where there is a second factor: before an act that cannot be taken back. */
  async confirmPerson(
    session: RequestSession,
    { password, code }: Confirmation,
    from: RequestOrigin,
  ): Promise<void> {
    await this.deps.passwords.confirm(session, password, from);
    const { userId } = session;
    await this.deps.database.forUser(userId, (repos) => this.hold(repos, userId, code));
  }

  /**
   * Lets pass who has no second factor, or gives a code of it that was never used.
   * @throws AppError SECOND_FACTOR_REQUIRED, SECOND_FACTOR_WRONG
   */
  async hold(repos: AuthRepos, userId: string, code: string | undefined): Promise<void> {
    const found = await repos.secondFactors.find(userId);
    if (!found?.confirmedAt) return;
    if (code === undefined) throw new AppError('SECOND_FACTOR_REQUIRED');
    if (await this.takeCode(repos, userId, found.secretEnc, code)) return;
    if (!(await repos.secondFactors.takeRecoveryCode(userId, hashRecoveryCode(code)))) {
      throw new AppError('SECOND_FACTOR_WRONG');
    }
    await repos.audit.append(userId, 'secondFactor.recoveryUsed');
  }

  private async takeCode(
    repos: AuthRepos,
    userId: string,
    secretEnc: Uint8Array,
    code: string,
  ): Promise<boolean> {
    if (!/^\d{6}$/.test(code)) return false;
    const { keyring, clock } = this.deps;
    const seals = { keyring, store: repos.dataKeys };
    const secret = await openToken(seals, secretEnc, secondFactorSeal(userId));
    const step = stepOf(secret.reveal(), code, clock.now());
    return step !== null && repos.secondFactors.takeStep(userId, step);
  }
}
