import { createReadStream } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { TradeDto } from '@twin/shared/dto/trade';
import { runThread } from '../../lib/threadEntry.ts';
import { type FileBatch, type FileFacts, fileBatches } from './fileBatches.ts';
import type { FileOptions } from './receivedFile.ts';
import { tradeDto } from './storeTrades.ts';

export interface PreviewTask {
  userId: string;
  path: string;
  name: string;
  account: string;
  options: FileOptions;
}

/** One batch as the preview needs it: which trades they would be, and how many rows each takes. */
export interface PreviewBatch extends Pick<FileBatch, 'ignored' | 'rejected' | 'problems'> {
  facts: FileFacts;
  ids: string[];
  rows: number[];
  sample: TradeDto[];
}

const SAMPLE_TRADES = 20;

const { userId, path, name, account, options } = workerData as PreviewTask;

await runThread<PreviewBatch>(async (say) => {
  let sampled = 0;
  const open = async () => createReadStream(path);
  for await (const { batch, facts } of fileBatches({ open, options: { name, ...options }, account })) {
    const items = batch.trades.map((trade) => tradeDto(userId, trade));
    const sample = items.slice(0, SAMPLE_TRADES - sampled);
    sampled += sample.length;
    const { ignored, rejected, problems } = batch;
    const rows = batch.trades.map(({ lines }) => lines.length);
    await say({ facts, ids: items.map(({ id }) => id), rows, sample, ignored, rejected, problems });
  }
});
