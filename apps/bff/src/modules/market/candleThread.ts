import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import { workerData } from 'node:worker_threads';
import { readCandles } from '@twin/engine/market/readCandles';
import { AppError } from '@twin/shared/errors/AppError';
import { runThread } from '../../lib/threadEntry.ts';
import type { Bars } from './CandleRepo.ts';

export interface CandleTask {
  path: string;
  symbol: string;
  granularityMs: number;
}

const task = workerData as CandleTask;

await runThread<Bars>(async (say) => {
  const content = await text(createReadStream(task.path));
  const reading = readCandles(content, { symbol: task.symbol, granularityMs: task.granularityMs });
  if (!reading.ok) {
    throw new AppError('CANDLES_UNREADABLE', {
      fields: reading.problems.map(({ line, field, reason, fix }) => ({
        path: `line ${line}, ${field}`,
        message: reason,
        fix,
      })),
    });
  }
  const { ts, open, high, low, close, volume } = reading.series;
  await say({ ts, open, high, low, close, volume });
});
