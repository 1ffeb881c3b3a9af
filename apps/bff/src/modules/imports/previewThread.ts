import { createReadStream } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { TradeDto } from '@twin/shared/dto/trade';
import { runThread } from '../../lib/threadEntry.ts';
import type { TradeContent } from '../trades/index.ts';
import { type FileBatch, type FileFacts, fileBatches } from './fileBatches.ts';
import type { Fingerprinted } from './findCopies.ts';
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
  fills: PreviewFill[];
  sample: TradeDto[];
}

/** A fill as it is compared with what is stored, and how many rows it takes. */
export interface PreviewFill extends Fingerprinted, TradeContent {
  rows: number;
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
    const fills = items.map((item, index) => previewFill(item, batch.trades[index]?.lines.length ?? 0));
    await say({ facts, fills, sample, ignored, rejected, problems });
  }
});

function previewFill(trade: TradeDto, rows: number): PreviewFill {
  const { id, broker, extId, account, symbol, side, qty, price, fee, feeAsset, ts } = trade;
  return { id, broker, extId, account, symbol, side, qty, price, fee, feeAsset, ts, rows };
}
