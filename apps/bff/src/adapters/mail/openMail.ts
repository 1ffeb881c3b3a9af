import type { Config } from '../../config/env.ts';
import type { Mail } from '../../ports/mail.ts';
import { FileMail } from './FileMail.ts';
import { SmtpMail } from './SmtpMail.ts';

export function openMail({ mail: { smtpUrl, from, folder } }: Pick<Config, 'mail'>): Mail {
  return smtpUrl === null ? new FileMail(folder, from) : new SmtpMail({ url: smtpUrl, from });
}
