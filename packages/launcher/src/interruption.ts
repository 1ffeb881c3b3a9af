import { StartError } from './StartError.ts';

/** Ctrl-C, a request to end, and a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that those signals end early. They abort the signal that the work is given, rather than the process, so
 * that it undoes what it has begun: stops servers and removes what it holds in plain text.
 */
export async function interruptible<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    throw new StartError(`the ${name} was stopped before it was through`, 'run it again', error);
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}
