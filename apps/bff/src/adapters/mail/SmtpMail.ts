import { AppError } from '@twin/shared/errors/AppError';
import type { Mail, MailMessage } from '../../ports/mail.ts';
import { letterOf } from './letter.ts';

export interface SmtpSettings {
  /** smtps://user:password@host:465, or smtp://…:587, which must offer STARTTLS unless it is this machine. */
  url: string;
  from: string;
  timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Hands letters to a mail server; a connection each, since they are few. */
export class SmtpMail implements Mail {
  private readonly settings: SmtpSettings;

  constructor(settings: SmtpSettings) {
    this.settings = settings;
  }

  async send(message: MailMessage): Promise<void> {
    const { url, from, timeoutMs = TIMEOUT_MS } = this.settings;
    const letter = letterOf(message, from);
    const { createTransport } = await import('nodemailer');
    const { protocol, hostname, port, username, password } = new URL(url);
    const isSecure = protocol === 'smtps:';
    const transport = createTransport({
      host: hostname,
      port: Number(port) || (isSecure ? 465 : 587),
      secure: isSecure,
      // A password or a reset link must not cross a network in the clear.
      requireTLS: !isSecure && !LOOPBACK.has(hostname),
      ...(username
        ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }
        : {}),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    try {
      await transport.sendMail(letter);
    } catch (cause) {
      throw new AppError(isFinal(cause) ? 'MAIL_REFUSED' : 'MAIL_UNAVAILABLE', {
        cause,
        context: { key: message.key },
      });
    } finally {
      transport.close();
    }
  }

  /** What a mail server was given is no longer ours to remove. */
  async forget(): Promise<void> {}
}

/** A 5xx answer to the letter itself; a wrong password of ours (EAUTH) is mended by the owner, so it may be tried again. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false;
  const { code } = error as { code?: unknown };
  return Number(error.responseCode) >= 500 && code !== 'EAUTH';
}
