import { createHmac, randomUUID } from 'node:crypto';
import type { PasswordChange, ResetConfirm } from '@twin/shared/dto/auth';
import { AppError } from '@twin/shared/errors/AppError';
import type { RequestOrigin, RequestSession } from '../../lib/http/session.ts';
import type { IssuedSession } from '../../lib/http/sessionCookies.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mail } from '../../ports/mail.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { AuthDatabase } from './authRepos.ts';
import type { Pace } from './Pace.ts';
import type { PasswordPolicy } from './PasswordPolicy.ts';
import { hashPassword, isPasswordOf } from './passwords.ts';
import { resetLetter } from './resetLetter.ts';
import type { SessionService } from './SessionService.ts';
import { hashToken } from './sessionTokens.ts';

export interface PasswordServiceDeps {
  database: AuthDatabase;
  sessions: SessionService;
  pace: Pace;
  policy: PasswordPolicy;
  clock: Clock;
  delay: (ms: number) => Promise<unknown>;
  queue: JobQueue;
  mail: Mail;
  /** Tokens of letters are made from it and the letter's id, so that a job may send the same letter twice. */
  resetKey: Buffer;
  /** Where the links in letters lead; never what a request says about its host. */
  address: string;
}

const RESET_MS = 30 * 60_000;
/** Whether there is such an account is not to be told from how long the answer takes. */
const ANSWER_MS = 300;

/** Changing, confirming and losing passwords. */
export class PasswordService {
  private readonly deps: PasswordServiceDeps;

  constructor(deps: PasswordServiceDeps) {
    this.deps = deps;
  }

  /** Asks for the password again before a weighty act. @throws AppError PASSWORD_WRONG, LOGIN_THROTTLED */
  async confirm({ userId }: RequestSession, password: string, from: RequestOrigin): Promise<void> {
    const counted = await this.deps.pace.try('confirm', `user\n${userId}`, from.ip);
    const hash = await this.deps.database.forUser(userId, ({ users }) => users.passwordHashOf(userId));
    if (!(await isPasswordOf(hash, password))) throw new AppError('PASSWORD_WRONG');
    await counted.succeeded();
  }

  /** Every other device is signed out, and this one gets a new session. */
  async change(session: RequestSession, body: PasswordChange, from: RequestOrigin): Promise<IssuedSession> {
    const { database, policy, sessions } = this.deps;
    const { userId } = session;
    await this.confirm(session, body.currentPassword, from);
    const { email } = await database.forUser(userId, ({ users }) => users.get(userId));
    await policy.check(body.newPassword, email, 'newPassword');
    const passwordHash = await hashPassword(body.newPassword);
    return database.forUser(userId, async (repos) => {
      await repos.users.setPasswordHash(userId, passwordHash);
      await repos.audit.append(userId, 'password.changed');
      return sessions.renew(repos, session, from);
    });
  }

  /** Answers alike whether or not there is such an account. @throws AppError LOGIN_THROTTLED */
  async requestReset(email: string, from: RequestOrigin): Promise<void> {
    const wanted = email.trim().toLowerCase();
    await this.deps.pace.try('reset', `email\n${wanted}`, from.ip);
    await Promise.all([this.deps.delay(ANSWER_MS), this.prepareLetter(wanted)]);
  }

  /** Writes the letter. @returns false when there is nothing to send any more */
  async sendReset(userId: string, resetId: string): Promise<boolean> {
    const { database, clock, mail, address } = this.deps;
    const user = await database.forUser(userId, async ({ passwordResets, users }) =>
      (await passwordResets.findOpen(userId, resetId, clock.now())) ? users.get(userId) : null,
    );
    if (!user) return false;
    await mail.send(resetLetter({ id: resetId, to: user.email, address, token: this.tokenOf(resetId) }));
    await database.forUser(userId, ({ passwordResets }) =>
      passwordResets.setMailed(userId, resetId, clock.now()),
    );
    return true;
  }

  /** Uses a letter: all devices are signed out, and the second factor stays. @throws AppError RESET_EXPIRED, INVALID_INPUT */
  async confirmReset({ token, password }: ResetConfirm): Promise<void> {
    const { database, policy, clock } = this.deps;
    const tokenHash = hashToken(token);
    const userId = await database.withoutUser.passwordResets.findUserId(tokenHash);
    if (userId === null) throw new AppError('RESET_EXPIRED');
    const { email } = await database.forUser(userId, ({ users }) => users.get(userId));
    await policy.check(password, email, 'password');
    const passwordHash = await hashPassword(password);
    await database.forUser(userId, async (repos) => {
      const isTaken = await repos.passwordResets.take(userId, tokenHash, clock.now());
      if (!isTaken) throw new AppError('RESET_EXPIRED');
      await repos.users.setPasswordHash(userId, passwordHash);
      await repos.sessions.deleteAllExcept(userId, null);
      await repos.audit.append(userId, 'password.reset');
    });
  }

  private async prepareLetter(email: string): Promise<void> {
    const { database, queue, clock } = this.deps;
    const found = await database.withoutUser.users.findByEmail(email);
    if (!found || found.isDemo) return;
    const id = randomUUID();
    const expiresAt = new Date(clock.now().getTime() + RESET_MS);
    await database.forUser(found.id, async ({ passwordResets, audit }) => {
      await passwordResets.insert(found.id, { id, tokenHash: hashToken(this.tokenOf(id)), expiresAt });
      await audit.append(found.id, 'password.resetRequested');
    });
    await queue.enqueue('sendPasswordReset', { v: 1, userId: found.id, resetId: id }, { dedupeKey: id });
  }

  private tokenOf(resetId: string): string {
    return createHmac('sha256', this.deps.resetKey).update(resetId).digest('base64url');
  }
}
