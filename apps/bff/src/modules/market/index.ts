import type { Route } from '../../lib/http/route.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import { spoolToTempFile } from '../../lib/tempFile.ts';
import { type ThreadLimits, Threads } from '../../lib/threads.ts';
import { type CandleFetchDeps, CandleFetchService } from './CandleFetchService.ts';
import type { Bars } from './CandleRepo.ts';
import { type CandleSnapshotDeps, CandleSnapshotService } from './CandleSnapshotService.ts';
import { candleJobs, dueCandles } from './candleJobs.ts';
import type { CandleTask } from './candleThread.ts';
import { type MarketDeps, MarketService } from './MarketService.ts';
import type { MarketDatabase } from './marketRepos.ts';
import { marketRoutes } from './marketRoutes.ts';

export type { Bars, CandleRepo } from './CandleRepo.ts';
export { joinSources, type SourcedSeries } from './joinSources.ts';
export { loadMarket, loadSeries } from './loadMarket.ts';
export { plainNumber } from './plainNumber.ts';

export interface MarketModuleDeps
  extends Omit<MarketDeps, 'readBars'>,
    Omit<CandleFetchDeps, 'random'>,
    CandleSnapshotDeps {
  database: MarketDatabase;
  /** Compiled entry of the reading thread; only tests, which run the sources, name another. */
  threadEntry?: URL;
}

export interface MarketModule {
  routes: Route[];
  jobs: Pick<JobHandlers, 'fetchCandles' | 'keepCandles'>;
  snapshots: Pick<CandleSnapshotService, 'restore'>;
  due: DueSource;
}

const THREADS: ThreadLimits = { slots: 2, whenFull: 'refuse', heapMb: 512, timeoutMs: 120_000 };

export function createMarketModule({ threadEntry, ...deps }: MarketModuleDeps): MarketModule {
  const entry = threadEntry ?? new URL('./candleThread.js', import.meta.url);
  const threads = new Threads(THREADS);
  const service = new MarketService({
    ...deps,
    readBars: async (path, symbol, granularityMs) => {
      let bars: Bars | null = null;
      const task: CandleTask = { path, symbol, granularityMs };
      await threads.run<Bars>(entry, task, async (said) => {
        bars = said;
      });
      if (bars === null) throw new Error('the thread ended without bars');
      return bars;
    },
  });
  const snapshots = new CandleSnapshotService(deps);
  return {
    snapshots,
    routes: marketRoutes(service, ({ name, content }) => spoolToTempFile(name, content)),
    jobs: candleJobs(new CandleFetchService({ ...deps, random: Math.random }), snapshots),
    due: dueCandles(deps.database, deps.clock),
  };
}
