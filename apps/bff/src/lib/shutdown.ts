import type { Logger } from './telemetry/logger.ts';

/** A stop that takes longer is cut off, since whoever asked for it will not wait for ever either. */
const DEADLINE_MS = 25_000;

/** Ends the process in order at the first SIGTERM or SIGINT, at once at the second. */
export function stopOnSignal(stop: () => Promise<void>, log: Logger): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
