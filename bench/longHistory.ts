import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { HEADER, historyRows } from '../apps/bff/test/support/writtenHistory.ts';

const CHUNK = 50_000;

/** Writes a canonical CSV of so many fills in pieces, each a history of its own that begins after the last one. */
export async function writeLongHistory(path: string, fills: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path);
  file.write(`${HEADER}\n`);
  for (let done = 0, part = 1; done < fills; done += CHUNK, part += 1) {
    const count = Math.min(CHUNK, fills - done);
    const startMs = Date.UTC(2015, 0, 1) + part * 1_000;
    file.write(`${historyRows({ fills: count, seed: part, startMs }).join('\n')}\n`);
  }
  file.end();
  await finished(file);
}
