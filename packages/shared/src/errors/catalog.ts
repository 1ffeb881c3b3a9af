/**
 * The one table of errors. HTTP, worker, socket and CLI read it and nothing else: the status for HTTP, whether a
 * job may try again, whether the person sees the text, and how loud the log is.
 */
export interface ErrorDefinition {
  status: number;
  retry: boolean;
  /** Whether the text may leave the process; else the person reads the text of INTERNAL. */
  expose: boolean;
  level: 'info' | 'warn' | 'error';
  /** What happened and the next step, in plain words. */
  text: string;
}

const asked = { retry: false, expose: true, level: 'info' } as const;

export const ERRORS = {
  INTERNAL: {
    status: 500,
    retry: true,
    expose: true,
    level: 'error',
    text: 'Something failed on our side. It was logged; please try again.',
  },
  INVALID_INPUT: {
    ...asked,
    status: 400,
    text: 'The request does not fit the expected shape. See the fields.',
  },
  CSRF_MISMATCH: {
    ...asked,
    status: 403,
    text: 'The security token is missing or old. Reload the page and try again.',
  },
  ORIGIN_FORBIDDEN: {
    ...asked,
    status: 403,
    level: 'warn',
    text: 'This address may not use the service. Open it from its own address.',
  },
  UNAUTHENTICATED: { ...asked, status: 401, text: 'Please sign in.' },
  LOGIN_FAILED: { ...asked, status: 401, text: 'E-mail or password is wrong.' },
  SECOND_FACTOR_REQUIRED: {
    ...asked,
    status: 401,
    text: 'This account asks for a code too. Take it from your authenticator app, or use a recovery code.',
  },
  SECOND_FACTOR_WRONG: {
    ...asked,
    status: 401,
    text: 'The code is wrong or was used already. Wait for the next one.',
  },
  SECOND_FACTOR_ON: { ...asked, status: 409, text: 'The second factor is on already. Turn it off first.' },
  PASSWORD_WRONG: { ...asked, status: 403, text: 'The password is wrong.' },
  EXPORT_LINK_EXPIRED: {
    ...asked,
    status: 422,
    text: 'This link is older than an hour. Open “Your data” and take the copy from there.',
  },
  RESET_EXPIRED: { ...asked, status: 422, text: 'This link was used or is too old. Ask for a new e-mail.' },
  LOGIN_THROTTLED: { ...asked, status: 429, text: 'Too many attempts. Wait a moment and try again.' },
  REGISTRATION_CLOSED: {
    ...asked,
    status: 403,
    text: 'Registration is closed on this server. Ask its owner for an account.',
  },
  EMAIL_TAKEN: { ...asked, status: 409, text: 'An account with this e-mail exists. Sign in instead.' },
  DEMO_DISABLED: { ...asked, status: 404, text: 'The demo is not available on this server.' },
  DEMO_NOT_READY: { ...asked, status: 503, text: 'The demo is being prepared. Try again in a few seconds.' },
  DEMO_READ_ONLY: {
    ...asked,
    status: 403,
    text: 'The demo can be read, not changed. Register to use your own trades.',
  },
  NOT_FOUND: { ...asked, status: 404, text: 'There is nothing here, or it is not yours.' },
  CONFLICT: { ...asked, status: 409, text: 'This was changed meanwhile. Reload and try again.' },
  ACCOUNT_NAME_TAKEN: {
    ...asked,
    status: 409,
    text: 'An account with this name exists. Choose another name.',
  },
  ACCOUNT_NOT_EMPTY: { ...asked, status: 409, text: 'This account holds trades. Undo its imports first.' },
  RATE_LIMITED: { ...asked, status: 429, text: 'Too many requests. Wait a moment and try again.' },
  PAYLOAD_TOO_LARGE: {
    ...asked,
    status: 413,
    text: 'The file is over 150 MB. Split it or export a shorter period.',
  },
  BODY_TOO_LARGE: { ...asked, status: 413, text: 'The request is larger than this call accepts. Send less.' },
  UNSUPPORTED_MEDIA: { ...asked, status: 415, text: 'This kind of content is not accepted here.' },
  IMPORT_EMPTY: {
    ...asked,
    status: 422,
    text: 'The file is empty. Export it again and check that it holds trades.',
  },
  IMPORT_BINARY: { ...asked, status: 422, text: 'This is no text table. Export the trades as CSV.' },
  IMPORT_UNKNOWN_FORMAT: {
    ...asked,
    status: 422,
    text: 'No known export has this header. Choose the format or map the columns.',
  },
  IMPORT_WRONG_FORMAT: {
    ...asked,
    status: 422,
    text: 'The file does not have the header of the chosen format. Leave the format open.',
  },
  IMPORT_UNKNOWN_ZONE: {
    ...asked,
    status: 422,
    text: 'This time zone is not known. Use an IANA name such as Europe/Berlin.',
  },
  IMPORT_AMBIGUOUS_DATES: {
    ...asked,
    status: 422,
    text: 'Day and month cannot be told apart in this file. Export it again with another date style.',
  },
  IMPORT_NO_TRADES: {
    ...asked,
    status: 422,
    text: 'No row of the file is a trade. See the problems by line.',
  },
  RESTORE_UNREADABLE: {
    ...asked,
    status: 422,
    text: 'This is no export of Trading Twin. Choose the zip that the export gave you.',
  },
  RESTORE_NEWER: { ...asked, status: 422, text: 'A newer version made this export. Update yours first.' },
  IMPORT_RUNNING: { ...asked, status: 409, text: 'This import is still running. Wait until it is done.' },
  CANDLES_UNREADABLE: {
    ...asked,
    status: 422,
    text: 'The candle file cannot be read. It needs ts,open,high,low,close,volume.',
  },
  DIGEST_UNFINISHED: {
    ...asked,
    status: 422,
    text: 'This week is not over. Ask again after its Sunday, or choose an earlier week.',
  },
  DIGEST_EMPTY: {
    ...asked,
    status: 422,
    text: 'There is no decision in this week. Choose another, or import its trades.',
  },
  BROKER_NOT_OFFERED: { ...asked, status: 404, text: 'This server does not offer that broker.' },
  BROKER_KEY_UNREADABLE: {
    ...asked,
    status: 422,
    text: 'The key cannot be read. Paste it exactly as the broker shows it.',
  },
  BROKER_CAN_TRADE: {
    ...asked,
    status: 422,
    text: 'This key may trade or move money. Make one that may only view, and connect that.',
  },
  BROKER_SIGN_IN_FAILED: {
    ...asked,
    status: 422,
    text: 'The broker did not sign you in. Start again from the settings.',
  },
  BROKER_INTENT_GONE: {
    ...asked,
    status: 422,
    text: 'This sign-in was begun too long ago, elsewhere, or was used already. Start again from the settings.',
  },
  BROKER_SIGN_IN_AGAIN: {
    ...asked,
    status: 422,
    text: 'The broker no longer accepts this key or permission. Connect it again.',
  },
  BROKER_SCOPE_MISSING: {
    ...asked,
    status: 422,
    text: 'The key may not read trades. Give it the permission to view, and connect it again.',
  },
  BROKER_REGION: {
    ...asked,
    status: 422,
    text: 'The broker does not serve the place that this server stands in. Import its files instead.',
  },
  BROKER_BUSY: {
    status: 503,
    retry: true,
    expose: true,
    level: 'warn',
    text: 'The broker asks us to wait. The sync goes on by itself.',
  },
  BROKER_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: true,
    level: 'warn',
    text: 'The broker does not answer. It is tried again by itself.',
  },
  BROKER_UNREADABLE: {
    status: 503,
    retry: true,
    expose: true,
    level: 'error',
    text: 'The broker answered something that we do not understand. It is tried again later.',
  },
  PREVIEW_BUSY: {
    ...asked,
    status: 503,
    text: 'Two files are being read already. Try again in a few seconds.',
  },
  ML_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: false,
    level: 'warn',
    text: 'The ML service does not answer; the same work is done without it.',
  },
  ML_REFUSED: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'The ML service refused a call, or its answer does not fit.',
  },
  KMS_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: true,
    level: 'error',
    text: 'The key service does not answer. Try again in a moment.',
  },
  KMS_REFUSED: {
    status: 503,
    retry: false,
    expose: false,
    level: 'error',
    text: 'The key service does not let us use the master key.',
  },
  MAIL_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: false,
    level: 'warn',
    text: 'The mail server does not answer.',
  },
  MAIL_REFUSED: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'An e-mail cannot be delivered as it is.',
  },
  JOB_UNREADABLE: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'A job does not fit its schema.',
  },
  JOB_TIMEOUT: {
    status: 500,
    retry: true,
    expose: false,
    level: 'error',
    text: 'A job took longer than it may.',
  },
  OBJECT_MISSING: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'A stored file is gone.',
  },
  OBJECTS_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: false,
    level: 'error',
    text: 'The object store does not answer.',
  },
  SNAPSHOT_BROKEN: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'A stored snapshot of candles is not what was stored.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    retry: true,
    expose: true,
    level: 'error',
    text: 'The database does not answer. Try again in a moment.',
  },
  SEAL_BROKEN: {
    status: 500,
    retry: false,
    expose: false,
    level: 'error',
    text: 'A sealed secret cannot be opened.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;
