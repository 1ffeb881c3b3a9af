import { parentPort } from 'node:worker_threads';
import { AppError } from '@twin/shared/errors/AppError';
import type { ThreadMessage } from './threads.ts';

/** Says something to the process that started the thread and waits for its answer. */
export type Say<Said> = (said: Said) => Promise<unknown>;

/** Runs the body of a thread and tells how it ended. */
export async function runThread<Said>(body: (say: Say<Said>) => Promise<void>): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('this file is the entry of a thread');
  const post = (message: ThreadMessage<Said>) => port.postMessage(message);
  try {
    await body(
      (said) =>
        new Promise((resolve) => {
          port.once('message', resolve);
          post({ kind: 'said', said });
        }),
    );
    post({ kind: 'done' });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { fields } = error.options;
    post({ kind: 'failed', code: error.code, ...(fields && { fields }) });
  }
}
