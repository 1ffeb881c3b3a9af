import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { readCandles } from '@twin/engine/market/readCandles';
import { AppError } from '@twin/shared/errors/AppError';
import { runThread } from '../../lib/threadEntry.ts';
import type { Bars } from './CandleRepo.ts';

export interface CandleTask {
  path: string;
  symbol: string;
  granularityMs: number;
}

/** As much as an upload may hold, unpacked; more is no file of candles. */
const UNPACKED_MAX = 150 * 1024 * 1024;

const task = workerData as CandleTask;

await runThread<Bars>(async (say) => {
  const content = unpacked(await readFile(task.path)).toString('utf8');
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

/** A file may be zipped, whatever its name says. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX });
  } catch (cause) {
    throw new AppError('CANDLES_UNREADABLE', {
      cause,
      fields: [
        {
          path: 'file',
          message: 'it is zipped and cannot be unpacked, or holds more than 150 MB',
          fix: 'Zip it again, or split it by year.',
        },
      ],
    });
  }
}
