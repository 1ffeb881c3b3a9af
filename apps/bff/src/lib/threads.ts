import { Worker } from 'node:worker_threads';
import { AppError } from '@twin/shared/errors/AppError';
import type { ErrorCode } from '@twin/shared/errors/catalog';

/** What a thread says: a question or a result, a failure of ours, or that it is done. */
export type ThreadMessage<Said> =
  | { kind: 'said'; said: Said }
  | { kind: 'failed'; code: ErrorCode; fields?: { path: string; message: string; fix?: string }[] }
  | { kind: 'done' };

export interface ThreadLimits {
  /** How many run at once. */
  slots: number;
  /** What becomes of further ones: a request is refused, so that its person can ask again; a job waits in line. */
  whenFull: 'refuse' | 'wait';
  heapMb: number;
  timeoutMs: number;
}

/** Runs heavy reading beside the event loop, with memory and time of its own. */
export class Threads {
  private readonly limits: ThreadLimits;
  private running = 0;
  private readonly line: (() => void)[] = [];

  constructor(limits: ThreadLimits) {
    this.limits = limits;
  }

  /**
   * Runs the entry file with the input; `onSaid` answers each thing that it says before it goes on.
   * @throws AppError PREVIEW_BUSY when all slots are taken and nobody is to wait, else what the thread failed with
   */
  async run<Said>(entry: URL, input: unknown, onSaid: (said: Said) => Promise<unknown>): Promise<void> {
    await this.takeSlot();
    try {
      await this.converseWith(entry, input, onSaid);
    } finally {
      this.passSlot();
    }
  }

  private async converseWith<Said>(
    entry: URL,
    input: unknown,
    onSaid: (said: Said) => Promise<unknown>,
  ): Promise<void> {
    const worker = new Worker(entry, {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMb },
    });
    const timer = setTimeout(() => void worker.terminate(), this.limits.timeoutMs);
    try {
      await converse(worker, onSaid);
    } finally {
      clearTimeout(timer);
      await worker.terminate();
    }
  }

  private async takeSlot(): Promise<void> {
    if (this.running < this.limits.slots) {
      this.running += 1;
      return;
    }
    if (this.limits.whenFull === 'refuse') throw new AppError('PREVIEW_BUSY', { retryAfterSeconds: 5 });
    await new Promise<void>((begin) => this.line.push(begin));
  }

  private passSlot(): void {
    const begin = this.line.shift();
    if (begin) begin();
    else this.running -= 1;
  }
}

function converse<Said>(worker: Worker, onSaid: (said: Said) => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage<Said>) => {
      if (message.kind === 'done') resolve();
      else if (message.kind === 'failed') {
        reject(new AppError(message.code, message.fields === undefined ? {} : { fields: message.fields }));
      } else onSaid(message.said).then((answer) => worker.postMessage(answer), reject);
    });
    // An uncaught fault of the thread, its memory limit included.
    worker.on('error', (error) => reject(new AppError('INTERNAL', { cause: error })));
    worker.on('exit', () => reject(new AppError('JOB_TIMEOUT')));
  });
}
