/** One letter to one person, in plain text. */
export interface MailMessage {
  /** Names the letter: sent again under the same name, it is the same letter (a job may run twice). */
  key: string;
  to: string;
  /** One line. */
  subject: string;
  text: string;
}

/** Brings letters to people. Both methods throw AppError MAIL_UNAVAILABLE when the way there is closed for now. */
export interface Mail {
  /** @throws AppError MAIL_REFUSED for an address or a letter that no later try will get through */
  send(message: MailMessage): Promise<void>;
  /** Removes what still lies here for an address. */
  forget(to: string): Promise<void>;
}
