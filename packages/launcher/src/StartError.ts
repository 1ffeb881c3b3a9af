/** A start that cannot go on: what happened, and what the person can do about it. */
export class StartError extends Error {
  readonly fix: string;

  constructor(message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartError';
    this.fix = fix;
  }
}
