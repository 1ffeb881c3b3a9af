import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AppError } from '@twin/shared/errors/AppError';
import { z } from 'zod';
import type { ObjectStore } from '../../ports/objectStore.ts';
import type { Bars } from './CandleRepo.ts';

/** The bars of one month as text, named by the hash of that text. */
export interface CandlePart {
  sha256: string;
  text: string;
}

/** What a snapshot is made of; its own hash is over this as text. */
export const PartList = z.object({
  v: z.literal(1),
  series: z.array(
    z.object({
      symbol: z.string(),
      granularityMs: z.number(),
      source: z.string(),
      coveredFrom: z.string().nullable(),
      coveredUntil: z.string().nullable(),
      /** Oldest month first. */
      parts: z.array(z.string()),
    }),
  ),
});
export type PartList = z.infer<typeof PartList>;

/** The same bars give the same parts, so that a month which no longer changes is stored once. */
export function partsOf(bars: Bars): CandlePart[] {
  const months = new Map<string, string[]>();
  bars.ts.forEach((ts, at) => {
    const month = new Date(ts).toISOString().slice(0, 7);
    const line = [ts, bars.open[at], bars.high[at], bars.low[at], bars.close[at], bars.volume[at]].join(',');
    const lines = months.get(month);
    if (lines) lines.push(line);
    else months.set(month, [line]);
  });
  return [...months.values()].map((lines) => {
    const text = lines.join('\n');
    return { sha256: hashOf(text), text };
  });
}

export function barsOf(texts: readonly string[]): Bars {
  const rows = texts.flatMap((text) => text.split('\n')).map((line) => line.split(',').map(Number));
  const column = (at: number) => Float64Array.from(rows, (row) => row[at] ?? Number.NaN);
  return {
    ...{ ts: column(0), open: column(1), high: column(2) },
    ...{ low: column(3), close: column(4), volume: column(5) },
  };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function putText(objects: ObjectStore, key: string, text: string): Promise<void> {
  await objects.put(key, Readable.from([gzipSync(text)]));
}

/** @throws AppError SNAPSHOT_BROKEN when it is not what was stored */
export async function readText(objects: ObjectStore, key: string, sha256: string): Promise<string> {
  const bytes = await buffer(await objects.open(key));
  const text = unzipped(bytes);
  if (text === null || hashOf(text) !== sha256) throw new AppError('SNAPSHOT_BROKEN', { context: { key } });
  return text;
}

function unzipped(bytes: Buffer): string | null {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch {
    return null;
  }
}
