import { createHash } from 'node:crypto';
import { AppError } from '@twin/shared/errors/AppError';
import type { SendMailOptions } from 'nodemailer';
import type { MailMessage } from '../../ports/mail.ts';

const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

/**
 * The message as nodemailer takes it. One key gives one Message-ID, by which mail programs show a letter once.
 * @throws AppError MAIL_REFUSED when the address is none, or the subject would begin a header of its own
 */
export function letterOf({ key, to, subject, text }: MailMessage, from: string): SendMailOptions {
  if (!ADDRESS.test(to) || /[\r\n]/.test(subject)) throw new AppError('MAIL_REFUSED', { context: { key } });
  const name = createHash('sha256').update(`${key}\n${to}`).digest('hex').slice(0, 32);
  return {
    from,
    to,
    subject,
    text,
    messageId: `<${name}@${
      from
        .split('@')
        .at(-1)
        ?.replace(/[^\w.-]/g, '') ?? 'localhost'
    }>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
