import { ERRORS, type ErrorCode, type ErrorDefinition } from './catalog.ts';

export interface AppErrorOptions {
  /** For the log only; never fill contents or secrets. */
  context?: Record<string, unknown>;
  cause?: unknown;
  /** Which parts of the input are wrong and how to mend them; shown when the error is exposed. */
  fields?: { path: string; message: string; fix?: string }[];
  /** Seconds until a new try makes sense; sent as Retry-After. */
  retryAfterSeconds?: number;
}

/** The only error that our own code throws; what happens with it stands in the table. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly options: AppErrorOptions;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(ERRORS[code].text, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.options = options;
  }

  get definition(): ErrorDefinition {
    return ERRORS[this.code];
  }
}
