import { AppError } from '@twin/shared/errors/AppError';
import type { Clock } from '../../ports/clock.ts';
import type { Bar, CandleReading, Market, MarketSource } from '../../ports/market.ts';
import type { JobQueue } from '../../ports/queue.ts';
import type { TradedSymbol } from './CandleNeedRepo.ts';
import type { Bars } from './CandleRepo.ts';
import { floorTo, missingSpans, neededSpan, type Span } from './candleSpans.ts';
import { isOfVenue, nextFetch } from './fetchSchedule.ts';
import type { MarketDatabase } from './marketRepos.ts';
import { standInsFor } from './standIns.ts';

export interface CandleFetchDeps {
  database: Pick<MarketDatabase, 'forUser'>;
  market: Market;
  queue: JobQueue;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
}

/** Where a job stands that may have to stop early. */
export interface Turn {
  signal: AbortSignal;
  isTurnOver(): boolean;
}

/** What one source or symbol is about, and says nothing of the next. */
const OF_ONE_SYMBOL: ReadonlySet<string> = new Set(['BROKER_UNREADABLE', 'BROKER_REGION']);
/** The features are defined on hourly bars. */
const HOUR_MS = 3_600_000;
const STORE_TIMEOUT_MS = 60_000;
/** Quotes that venues have; asking each of them for all the others finds nothing more. */
const STAND_INS_ASKED = 2;

/**
 * Fetches the candles that a person's trades are judged by, once they have agreed to it: symbol by symbol, from the
 * broker where it was traded, else from the vendor; where nobody knows it, of the same base in another dollar-like quote,
 * which then stands in for it. What comes is stored window by window, and the scores follow.
 */
export class CandleFetchService {
  private readonly deps: CandleFetchDeps;

  constructor(deps: CandleFetchDeps) {
    this.deps = deps;
  }

  /** @returns whether it ended, must go on later, or may not run */
  async run(userId: string, turn: Turn): Promise<'done' | 'goesOn' | 'off'> {
    const plan = await this.deps.database.forUser(userId, async (repos) => {
      const { marketFetch } = await repos.settings.get(userId);
      if (!marketFetch) return null;
      const version = (await repos.scoreStates.find(userId))?.dataVersion ?? 0;
      const failures = (await repos.marketSchedules.find(userId))?.failures ?? 0;
      return { version, failures, symbols: await repos.candleNeeds.list(userId) };
    });
    if (!plan) return 'off';
    let problem: AppError | null = null;
    for (const traded of plan.symbols) {
      if (turn.isTurnOver()) return 'goesOn';
      problem = (await this.fetchSymbol(userId, traded, turn)) ?? problem;
      // Nobody answers, or not now: the other symbols wait as well.
      if (problem && !OF_ONE_SYMBOL.has(problem.code)) break;
    }
    await this.schedule(userId, plan.version, plan.failures, problem);
    return 'done';
  }

  /** @returns what kept the symbol from being fetched */
  private async fetchSymbol(userId: string, traded: TradedSymbol, turn: Turn): Promise<AppError | null> {
    for (const symbol of [traded.symbol, ...standInsFor(traded.symbol).slice(0, STAND_INS_ASKED)]) {
      const found = await this.fetchAnywhere(userId, { ...traded, symbol }, turn);
      if (found !== 'unknown') return found;
    }
    return null;
  }

  /** @returns what kept it from being fetched, or that no venue knows it */
  private async fetchAnywhere(
    userId: string,
    traded: TradedSymbol,
    turn: Turn,
  ): Promise<AppError | null | 'unknown'> {
    let problem: AppError | null = null;
    for (const source of this.deps.market.sourcesFor(traded.brokers)) {
      try {
        if (await this.fetchFrom(source, userId, traded, turn)) return null;
      } catch (error) {
        turn.signal.throwIfAborted();
        if (!(error instanceof AppError) || !isOfVenue(error.code)) throw error;
        problem ??= error;
        if (!OF_ONE_SYMBOL.has(error.code)) break;
      }
    }
    return problem ?? 'unknown';
  }

  /** @returns false when the venue does not know the symbol */
  private async fetchFrom(
    source: MarketSource,
    userId: string,
    traded: TradedSymbol,
    { signal }: Turn,
  ): Promise<boolean> {
    const { symbol } = traded;
    const covered = await this.coveredSpan(userId, symbol, source.name);
    const needed = neededSpan(traded, HOUR_MS, this.deps.clock.now().getTime());
    const windowMs = source.windowBars * HOUR_MS;
    for (const span of missingSpans(needed, covered)) {
      // Towards what is covered already, so that there is never a hole.
      for (const from of windowsOf(span, windowMs, covered !== null && span.until <= covered.from)) {
        signal.throwIfAborted();
        const window = { symbol, granularityMs: HOUR_MS, from, to: from + windowMs };
        const reading = await source.read(window, signal);
        if (!reading) return false;
        await this.store(userId, { source: source.name, symbol, from }, reading);
      }
    }
    return true;
  }

  private async coveredSpan(userId: string, symbol: string, source: string): Promise<Span | null> {
    const all = await this.deps.database.forUser(userId, ({ candles }) => candles.listSeries(userId, symbol));
    const series = all.find((one) => one.source === source && one.granularityMs === HOUR_MS);
    if (!series?.coveredFrom || !series.coveredUntil) return null;
    return { from: series.coveredFrom.getTime(), until: series.coveredUntil.getTime() };
  }

  /** The bars of a window with what is covered by it, and that the scores from its first new bar on are old. */
  private async store(
    userId: string,
    { source, symbol, from }: { source: string; symbol: string; from: number },
    { bars, until }: CandleReading,
  ): Promise<void> {
    if (until <= from) return;
    await this.deps.database.forUser(
      userId,
      async ({ candles, scoreStates }) => {
        const series = await candles.ensureSeries(userId, { symbol, granularityMs: HOUR_MS, source });
        const known = series.coveredUntil?.getTime() ?? 0;
        const fresh = bars.filter(([ts]) => ts >= known || ts < (series.coveredFrom?.getTime() ?? 0));
        const changed = await candles.upsertMany(userId, series.id, columnsOf(fresh));
        const begin = Math.min(from, series.coveredFrom?.getTime() ?? from);
        await candles.cover(userId, series.id, new Date(begin), new Date(Math.max(until, known)));
        const [first] = fresh;
        if (changed > 0 && first) await scoreStates.markStale(userId, new Date(first[0]));
      },
      { timeoutMs: STORE_TIMEOUT_MS },
    );
  }

  /** When it goes on, and whether the scores must follow what has come. */
  private async schedule(
    userId: string,
    checkedVersion: number,
    failures: number,
    error: AppError | null,
  ): Promise<void> {
    const plan = nextFetch(this.deps.clock.now(), this.deps.random(), failures, error);
    const next = { ...plan, checkedVersion };
    const isStale = await this.deps.database.forUser(userId, async ({ marketSchedules, scoreStates }) => {
      await marketSchedules.save(userId, next);
      const state = await scoreStates.find(userId);
      const hasNews = state !== null && state.dataVersion !== state.scoredVersion;
      if (hasNews) await scoreStates.markDue(userId);
      return hasNews;
    });
    if (isStale) await this.deps.queue.enqueue('scoreDecisions', { v: 1, userId }, { dedupeKey: userId });
  }
}

/** Begins of the windows that hold the span, cut at the same places for everybody. */
function windowsOf({ from, until }: Span, windowMs: number, isBackwards: boolean): number[] {
  const first = floorTo(from, windowMs);
  const begins = Array.from(
    { length: Math.ceil((until - first) / windowMs) },
    (_, index) => first + index * windowMs,
  );
  return isBackwards ? begins.reverse() : begins;
}

function columnsOf(bars: readonly Bar[]): Bars {
  const column = (index: 0 | 1 | 2 | 3 | 4 | 5) => Float64Array.from(bars, (bar) => bar[index]);
  return {
    ...{ ts: column(0), open: column(1), high: column(2), low: column(3) },
    ...{ close: column(4), volume: column(5) },
  };
}
