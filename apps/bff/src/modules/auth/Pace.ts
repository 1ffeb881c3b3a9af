import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { LoginThrottleRepo, ThrottlePolicy } from './LoginThrottleRepo.ts';
import { keyedHash } from './sessionTokens.ts';

/** What is tried: signing in, giving one's password again for a weighty act, or asking for a reset letter. */
export type Trying = 'login' | 'confirm' | 'reset';

export interface PaceDeps {
  throttle: Pick<LoginThrottleRepo, 'attempt' | 'clear' | 'giveBack'>;
  clock: Clock;
  /** Keys the hashes that counters are named by. */
  fingerprintKey: Buffer;
}

/** A counted try; told of its success, it is no guess. */
export interface CountedTry {
  succeeded(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Guesses at one account, from wherever: capped so that a stranger cannot lock a person out for long. */
const PER_ACCOUNT: ThrottlePolicy = {
  free: 5,
  baseMs: 1_000,
  capMs: 5 * MINUTE_MS,
  memoryMs: 24 * 60 * MINUTE_MS,
};
/** Guesses from one address, at whatever accounts: wider, as many honest people may share it. */
const PER_ADDRESS: ThrottlePolicy = {
  free: 30,
  baseMs: 1_000,
  capMs: 15 * MINUTE_MS,
  memoryMs: 60 * MINUTE_MS,
};
/** Letters to one account: a stranger must not fill a letter box. */
const LETTERS: ThrottlePolicy = {
  free: 3,
  baseMs: 5 * MINUTE_MS,
  capMs: 60 * MINUTE_MS,
  memoryMs: 24 * 60 * MINUTE_MS,
};

/** Slows guessing by growing waits, counted per account and per address across all processes. */
export class Pace {
  private readonly deps: PaceDeps;

  constructor(deps: PaceDeps) {
    this.deps = deps;
  }

  /** Counts a try before it is judged. @throws AppError LOGIN_THROTTLED with the wait */
  async try(what: Trying, account: string, ip: string): Promise<CountedTry> {
    const { throttle, clock } = this.deps;
    const byAddress = this.keyOf(`${what}/address`, `ip\n${ip}`);
    const byAccount = this.keyOf(`${what}/account`, account);
    const policy = what === 'reset' ? LETTERS : PER_ACCOUNT;
    const waitMs =
      (await throttle.attempt(byAddress, PER_ADDRESS, clock.now())) ||
      (await throttle.attempt(byAccount, policy, clock.now()));
    if (waitMs > 0) throw new AppError('LOGIN_THROTTLED', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    return {
      succeeded: async () => {
        await throttle.clear(byAccount);
        await throttle.giveBack(byAddress);
      },
    };
  }

  private keyOf(counter: string, text: string): string {
    return `${counter}/${Buffer.from(keyedHash(this.deps.fingerprintKey, text)).toString('base64url')}`;
  }
}
