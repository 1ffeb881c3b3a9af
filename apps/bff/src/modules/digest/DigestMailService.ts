import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { Mail, MailMessage } from '../../ports/mail.ts';
import type { StoredDigest } from './DigestRepo.ts';
import { digestDto } from './digestPayload.ts';
import type { DigestDatabase } from './digestRepos.ts';
import type { UnsubscribeTokens } from './unsubscribeTokens.ts';

export interface DigestMailDeps {
  database: Pick<DigestDatabase, 'forUser'>;
  mail: Mail;
  tokens: UnsubscribeTokens;
  clock: Clock;
  /** Where people open the app. */
  address: string;
}

/** Brings digests to who has asked for them by mail. */
export class DigestMailService {
  private readonly deps: DigestMailDeps;

  constructor(deps: DigestMailDeps) {
    this.deps = deps;
  }

  /** @returns false when there is nothing to send: sent before, or not wanted any more */
  async send(userId: string, digestId: string): Promise<boolean> {
    const { database, mail, clock } = this.deps;
    const due = await database.forUser(userId, async ({ digests, settings, users }) => {
      const digest = await digests.find(userId, digestId);
      const { mailDigest } = await settings.get(userId);
      if (!digest || digest.deliveredAt !== null || !mailDigest) return null;
      return { digest, to: (await users.get(userId)).email };
    });
    if (!due) return false;
    // The key makes a repeated letter the same letter, should the note below be lost.
    await mail.send(this.letter(userId, due.to, due.digest));
    await database.forUser(userId, ({ digests }) => digests.markDelivered(userId, digestId, clock.now()));
    return true;
  }

  /** No mail from now on. @throws AppError NOT_FOUND for a token that is none of ours */
  async unsubscribe(token: string): Promise<void> {
    const userId = this.deps.tokens.read(token);
    if (userId === null) throw new AppError('NOT_FOUND');
    await this.deps.database.forUser(userId, async ({ settings }) => {
      await settings.update(userId, { mailDigest: false });
    });
  }

  private letter(userId: string, to: string, stored: StoredDigest): MailMessage {
    const { id, text } = digestDto(stored);
    const token = encodeURIComponent(this.deps.tokens.issue(userId));
    const paragraphs = text.replaceAll('\n', '\n\n');
    return {
      key: `digest/${id}`,
      to,
      subject: 'Your week in the mirror',
      text:
        `${paragraphs}\n\nRead it in the app: ${this.deps.address}/digest?id=${id}\n` +
        `No more of these mails: ${this.deps.address}/unsubscribe?token=${token}\n`,
    };
  }
}
