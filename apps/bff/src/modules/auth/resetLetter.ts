import type { MailMessage } from '../../ports/mail.ts';

/** The token stands behind a #, which browsers keep to themselves: no log and no referrer learns it. */
export function resetLetter(reset: { id: string; to: string; address: string; token: string }): MailMessage {
  return {
    key: `password-reset:${reset.id}`,
    to: reset.to,
    subject: 'Choose a new password for Trading Twin',
    text: [
      'Somebody asked to choose a new password for your account of Trading Twin.',
      '',
      'To choose one, open this link within 30 minutes:',
      `${reset.address}/reset#${reset.token}`,
      '',
      'If it was not you, do nothing: your password stays as it is.',
      '',
    ].join('\n'),
  };
}
