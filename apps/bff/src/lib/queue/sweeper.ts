import type { Logger } from '../telemetry/logger.ts';
import type { DueJob, DueSource } from './handlers.ts';

export interface Sweeper {
  /** Enqueues what is due now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export interface SweeperDeps {
  sources: readonly DueSource[];
  queue: { enqueueIfAbsent(due: DueJob): Promise<boolean> };
  log: Logger;
  everyMs?: number;
}

const EVERY_MS = 5_000;

/**
 * Asks the database for due work at once and then every few seconds, so that a process that died between commit and
 * enqueue, or a queue that lost its memory, delays work by seconds and never loses it (decision 8).
 */
export function startSweeper({ sources, queue, log, everyMs = EVERY_MS }: SweeperDeps): Sweeper {
  let running: Promise<void> | null = null;
  const sweepOne = async (source: DueSource): Promise<void> => {
    try {
      for (const due of await source()) {
        if (await queue.enqueueIfAbsent(due)) log.info({ job: due.name }, 'swept up a due job');
      }
    } catch (error) {
      // One source that fails must not keep the others from their work.
      log.error({ err: error }, 'sweep failed');
    }
  };
  // One after the other: at rest the sweeps are all that asks, and so one connection is all that is held.
  const sweepAll = async (): Promise<void> => {
    for (const source of sources) await sweepOne(source);
  };
  const sweep = (): Promise<void> => {
    running ??= sweepAll().finally(() => {
      running = null;
    });
    return running;
  };
  const timer = setInterval(() => void sweep(), everyMs);
  void sweep();
  return {
    sweep,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
