import type { Readable } from 'node:stream';
import { CANONICAL_HEADER, canonicalLine } from '@twin/formats/writeCanonical';
import {
  ARCHIVE_FILES,
  ARCHIVE_VERSION,
  type ArchivedCandle,
  ArchivedTrade,
  type ArchiveManifest,
} from '@twin/shared/dto/archive';
import { decimal } from '@twin/shared/primitives/decimal';
import type { z } from 'zod';
import { writeZip, type ZipEntry } from '../../lib/zip/writeZip.ts';
import type { Bars, CandleRepo } from '../market/index.ts';
import type { ArchiveRepo, TradePlace } from './ArchiveRepo.ts';

const PAGE_TRADES = 2_000;
const PAGE_BARS = 10_000;
const BEGIN = new Date(0);
const END = new Date(Date.UTC(3000, 0, 1));
const MANIFEST: ArchiveManifest = { version: ARCHIVE_VERSION };

export interface ArchiveReading {
  archive: ArchiveRepo;
  candles: Pick<CandleRepo, 'listSeries' | 'load'>;
  userId: string;
  signal: AbortSignal;
  /** Told of every page of trades before it is written. */
  onLines: (count: number) => Promise<void>;
}

/** How often every trade is written: as JSON and as CSV. */
export const TRADE_FILES = 2;

/** A person's export: each file is read when the one before it is written. */
export function archiveZip(reading: ArchiveReading): Readable {
  return writeZip(entriesOf(reading));
}

function entriesOf(reading: ArchiveReading): ZipEntry[] {
  const { archive, userId } = reading;
  const pages = () => tradePages(reading);
  return [
    { name: ARCHIVE_FILES.manifest, content: listed(async () => [MANIFEST]) },
    { name: ARCHIVE_FILES.accounts, content: listed(() => archive.accounts(userId)) },
    { name: ARCHIVE_FILES.settings, content: listed(async () => [await archive.settings(userId)]) },
    { name: ARCHIVE_FILES.mappings, content: listed(() => archive.mappings(userId)) },
    { name: ARCHIVE_FILES.rules, content: listed(() => archive.rules(userId)) },
    { name: ARCHIVE_FILES.trades, content: tradeLines(pages()) },
    { name: ARCHIVE_FILES.tradesCsv, content: csvLines(pages()) },
    { name: ARCHIVE_FILES.fundings, content: listed(() => archive.fundings(userId)) },
    { name: ARCHIVE_FILES.transfers, content: listed(() => archive.transfers(userId)) },
    { name: ARCHIVE_FILES.feedback, content: listed(() => archive.feedback(userId)) },
    { name: ARCHIVE_FILES.messages, content: listed(() => archive.messages(userId)) },
    { name: ARCHIVE_FILES.candles, content: candleLines(reading) },
  ];
}

async function* listed(read: () => Promise<readonly object[]>): AsyncGenerator<string> {
  yield (await read()).map(jsonLine).join('');
}

async function* tradePages({
  archive,
  userId,
  signal,
  onLines,
}: ArchiveReading): AsyncGenerator<ArchivedTrade[]> {
  let after: TradePlace | null = null;
  do {
    signal.throwIfAborted();
    const { items, last } = await archive.pageTrades(userId, after, PAGE_TRADES);
    await onLines(items.length);
    if (items.length > 0) yield items;
    after = items.length < PAGE_TRADES ? null : last;
  } while (after);
}

async function* tradeLines(pages: AsyncIterable<ArchivedTrade[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((trade) => jsonLine(inOrder(trade))).join('');
}

/** The same fields in the same places, whatever order the database gives them in. */
function inOrder(trade: ArchivedTrade): object {
  const names = Object.keys(ArchivedTrade.shape) as (keyof z.infer<typeof ArchivedTrade>)[];
  return Object.fromEntries(names.map((name) => [name, trade[name]]));
}

/** Only what counts: a deleted trade is in the JSON alone. */
async function* csvLines(pages: AsyncIterable<ArchivedTrade[]>): AsyncGenerator<string> {
  yield CANONICAL_HEADER;
  for await (const page of pages) {
    yield page
      .filter(({ deletedAt }) => deletedAt === null)
      .map((trade) =>
        canonicalLine({
          ...trade,
          qty: decimal(trade.qty),
          price: decimal(trade.price),
          fee: decimal(trade.fee),
          startPosition: trade.startPosition === null ? null : decimal(trade.startPosition),
          ts: Date.parse(trade.ts),
        }),
      )
      .join('');
  }
}

/** Of files alone: what venues showed can be had from them again. */
async function* candleLines({ candles, userId, signal }: ArchiveReading): AsyncGenerator<string> {
  for (const { id, symbol, granularityMs, source } of await candles.listSeries(userId)) {
    let from = source === 'file' ? BEGIN : null;
    while (from) {
      signal.throwIfAborted();
      const bars = await candles.load(userId, id, from, END, PAGE_BARS);
      yield candlesOf({ symbol, granularityMs }, bars).map(jsonLine).join('');
      from = bars.ts.length < PAGE_BARS ? null : new Date((bars.ts.at(-1) ?? 0) + 1);
    }
  }
}

function candlesOf(series: Pick<ArchivedCandle, 'symbol' | 'granularityMs'>, bars: Bars): ArchivedCandle[] {
  const valueAt = (column: Float64Array, at: number): number => column[at] ?? Number.NaN;
  return Array.from(bars.ts, (ts, at) => ({
    ...series,
    ts: new Date(ts).toISOString(),
    open: valueAt(bars.open, at),
    high: valueAt(bars.high, at),
    low: valueAt(bars.low, at),
    close: valueAt(bars.close, at),
    volume: valueAt(bars.volume, at),
  }));
}

function jsonLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
