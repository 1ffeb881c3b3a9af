import {
  type CandleAnswer,
  type CandleFields,
  type CandleQuery,
  type CandlesAccepted,
  granularityMs,
  type MarketStatus,
} from '@twin/shared/dto/market';
import { AppError } from '@twin/shared/errors/AppError';
import { ERRORS, type ErrorCode } from '@twin/shared/errors/catalog';
import type { JobQueue } from '../../ports/queue.ts';
import type { Bars } from './CandleRepo.ts';
import { sourceRank } from './joinSources.ts';
import type { MarketDatabase } from './marketRepos.ts';
import { plainNumber } from './plainNumber.ts';

export interface MarketDeps {
  database: Pick<MarketDatabase, 'forUser'>;
  queue: JobQueue;
  /** Reads a candle file beside the event loop. @throws AppError CANDLES_UNREADABLE */
  readBars: (path: string, symbol: string, granularityMs: number) => Promise<Bars>;
}

const BARS_AT_ONCE = 20_000;
const STORE_TIMEOUT_MS = 120_000;

/** The person's own candles. */
export class MarketService {
  private readonly deps: MarketDeps;

  constructor(deps: MarketDeps) {
    this.deps = deps;
  }

  /** Stores the bars of a file; scores from the first of them on are computed anew. */
  async upload(userId: string, path: string, fields: CandleFields): Promise<CandlesAccepted> {
    const symbol = fields.symbol.toUpperCase();
    const barMs = granularityMs(fields.granularity);
    const bars = await this.deps.readBars(path, symbol, barMs);
    const accepted = await this.deps.database.forUser(
      userId,
      async ({ candles, scoreStates }) => {
        const series = await candles.ensureSeries(userId, { symbol, granularityMs: barMs, source: 'file' });
        const changed = await candles.upsertMany(userId, series.id, bars);
        if (changed > 0) await scoreStates.markChanged(userId, new Date(bars.ts[0] ?? 0));
        return { seriesId: series.id, bars: bars.ts.length, changed };
      },
      { timeoutMs: STORE_TIMEOUT_MS },
    );
    if (accepted.changed > 0) {
      await this.deps.queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
    }
    return accepted;
  }

  /** What of the prices there is, and how the last look for more ended. */
  async status(userId: string): Promise<MarketStatus> {
    return this.deps.database.forUser(userId, async ({ candles, marketSchedules, settings }) => {
      const { marketFetch } = await settings.get(userId);
      const schedule = marketFetch ? await marketSchedules.find(userId) : null;
      const code = schedule?.problem ?? null;
      return {
        nextAt: schedule?.nextAt.toISOString() ?? null,
        problem: code === null ? null : { code, message: ERRORS[code as ErrorCode].text },
        series: (await candles.listSeries(userId)).map(({ symbol, source, coveredUntil }) => ({
          ...{ symbol, source },
          until: coveredUntil?.toISOString() ?? null,
        })),
      };
    });
  }

  /** @throws AppError INVALID_INPUT when the range holds more bars than one answer may */
  async list(userId: string, { symbol, granularity, from, to }: CandleQuery): Promise<CandleAnswer> {
    const barMs = granularityMs(granularity);
    return this.deps.database.forUser(userId, async ({ candles }) => {
      const all = (await candles.listSeries(userId, symbol))
        .filter((candidate) => candidate.granularityMs === barMs)
        .toSorted((a, b) => sourceRank(a.source) - sourceRank(b.source));
      const begin = new Date(from ?? 0);
      const end = new Date(to ?? Date.UTC(3000, 0, 1));
      // The first that has anything of the range.
      for (const { id, source } of all) {
        const bars = await candles.load(userId, id, begin, end, BARS_AT_ONCE + 1);
        if (bars.ts.length > BARS_AT_ONCE) throw tooMany();
        if (bars.ts.length > 0) return { source, candles: candlesOf(bars), gaps: gapsOf(bars.ts, barMs) };
      }
      return { source: all[0]?.source ?? null, candles: [], gaps: [] };
    });
  }
}

function tooMany(): AppError {
  return new AppError('INVALID_INPUT', {
    fields: [
      {
        path: 'from',
        message: `the range holds more than ${BARS_AT_ONCE} bars`,
        fix: 'Ask for a shorter range with from and to, or for longer bars.',
      },
    ],
  });
}

function candlesOf(bars: Bars): CandleAnswer['candles'] {
  const text = (column: Float64Array, index: number) => plainNumber(column[index] ?? 0);
  return Array.from(bars.ts, (ts, index) => ({
    ts: new Date(ts).toISOString(),
    open: text(bars.open, index),
    high: text(bars.high, index),
    low: text(bars.low, index),
    close: text(bars.close, index),
    volume: text(bars.volume, index),
  }));
}

function gapsOf(times: Float64Array, barMs: number): CandleAnswer['gaps'] {
  const gaps: CandleAnswer['gaps'] = [];
  times.forEach((ts, index) => {
    const expected = (times[index - 1] ?? ts - barMs) + barMs;
    if (ts > expected) gaps.push({ from: new Date(expected).toISOString(), to: new Date(ts).toISOString() });
  });
  return gaps;
}
