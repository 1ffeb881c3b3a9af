import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';

export interface BreakerLimits {
  /** Failures in a row after which nobody is asked any more. */
  failures: number;
  /** How long; then one call is let through, and its outcome decides. */
  restMs: number;
}

/** Spares a service that is down, and its callers the wait. Only ML_UNAVAILABLE counts as a failure. */
export class CircuitBreaker {
  private readonly clock: Clock;
  private readonly limits: BreakerLimits;
  private failures = 0;
  private closedUntil = 0;
  private isProbing = false;

  constructor(clock: Clock, limits: BreakerLimits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Whether a call would fail at once. */
  get isOpen(): boolean {
    const isTripped = this.failures >= this.limits.failures;
    return isTripped && (this.isProbing || this.clock.now().getTime() < this.closedUntil);
  }

  /** @throws AppError ML_UNAVAILABLE at once while the service rests, and whatever the work throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) {
      throw new AppError('ML_UNAVAILABLE', { context: { reason: 'resting after failures' } });
    }
    this.isProbing = this.failures >= this.limits.failures;
    try {
      const result = await work();
      this.failures = 0;
      return result;
    } catch (error) {
      this.note(error);
      throw error;
    } finally {
      this.isProbing = false;
    }
  }

  private note(error: unknown): void {
    if (!(error instanceof AppError) || error.code !== 'ML_UNAVAILABLE') {
      // It answered, if only to refuse.
      this.failures = 0;
      return;
    }
    this.failures += 1;
    this.closedUntil = this.clock.now().getTime() + this.limits.restMs;
  }
}
