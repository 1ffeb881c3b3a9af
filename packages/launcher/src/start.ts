import { STOP_SIGNALS } from './interruption.ts';
import { StartError } from './StartError.ts';
import { readSettings, USAGE } from './settings.ts';
import { startStack } from './stack.ts';

/**
 * Runs `npm start` until a signal or a failure ends it; the exit status is the result.
 *
 * @public Called by bin/start.js, as built.
 */
export async function start(args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const stopping = new AbortController();
  const undo: (() => Promise<void>)[] = [];
  // npm passes a signal on that the terminal has sent as well, so it may come twice.
  for (const name of STOP_SIGNALS) process.on(name, () => stopping.abort());
  if (env['npm_lifecycle_event']) followStarter(stopping);
  let status = 0;
  try {
    const settings = readSettings(args, env);
    const stack = await startStack(settings, {
      signal: stopping.signal,
      say: (line) => console.log(line),
      onStop: (step) => undo.push(step),
    });
    console.log(`Trading Twin runs at ${stack.address}`);
    console.log(`Data in ${settings.dataDir} · Ctrl-C stops it`);
    await Promise.race([stack.broken, aborted(stopping.signal)]);
  } catch (error) {
    if (!stopping.signal.aborted) status = tell(error);
  }
  for (const step of undo.reverse()) {
    await step().catch((error: unknown) => {
      status = tell(error);
    });
  }
  return status;
}

/** A signal to npm ends npm alone; whoever ends it means the app, which would run on unseen. */
function followStarter(stopping: AbortController): void {
  const starter = process.ppid;
  setInterval(() => {
    if (process.ppid !== starter) stopping.abort();
  }, 300).unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

function tell(error: unknown): number {
  if (error instanceof StartError) {
    console.error(`\nTrading Twin cannot start: ${error.message}\n\nWhat to do: ${error.fix}`);
  } else {
    console.error('\nTrading Twin ended by a fault of its own:', error);
  }
  return 1;
}
