import { AppError } from '@twin/shared/errors/AppError';

/**
 * Runs work under a time limit. Its signal aborts when the time is over or the process must end; a time that is over
 * also ends the wait, whether the work heeds the signal or not. Work does not begin once the process must end: it would
 * never hear of it.
 * @throws AppError JOB_TIMEOUT, the reason of the shutdown, and whatever the work throws
 */
export async function withinTime<T>(
  timeoutMs: number,
  shutdown: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  shutdown.throwIfAborted();
  const stop = new AbortController();
  const onShutdown = (): void => stop.abort(shutdown.reason);
  shutdown.addEventListener('abort', onShutdown, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('JOB_TIMEOUT');
      reject(error);
      stop.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(stop.signal), tooLate]);
  } finally {
    clearTimeout(timer);
    shutdown.removeEventListener('abort', onShutdown);
  }
}
