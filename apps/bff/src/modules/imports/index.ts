import type { Route } from '../../lib/http/route.ts';
import type { JobHandlers } from '../../lib/queue/handlers.ts';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import { readHead, spoolToTempFile } from '../../lib/tempFile.ts';
import { type ThreadLimits, Threads } from '../../lib/threads.ts';
import type { ConnectionService } from '../brokers/index.ts';
import { BrokerSyncService } from './BrokerSyncService.ts';
import { type ImportRunDeps, ImportRunService } from './ImportRunService.ts';
import { type ImportDeps, ImportService } from './ImportService.ts';
import { importJobs } from './importJobs.ts';
import { importRoutes } from './importRoutes.ts';
import { MappingService } from './MappingService.ts';
import { mappingRoutes } from './mappingRoutes.ts';
import { PreviewService } from './PreviewService.ts';
import type { PreviewBatch } from './previewThread.ts';
import { HEAD_BYTES } from './receivedFile.ts';
import { SyncImportService } from './SyncImportService.ts';
import { syncJobs } from './syncJobs.ts';

export type { ImportRepo } from './ImportRepo.ts';

export interface ImportModuleDeps extends ImportDeps {
  metrics: Pick<Metrics, 'imports' | 'importRows'>;
  /** The venues that are synced. */
  connections: ConnectionService;
  /** Compiled entry of the reading thread; only tests, which run the sources, name another. */
  threadEntry?: URL;
}

export interface ImportModule {
  routes: Route[];
  jobs: Pick<JobHandlers, 'importFills' | 'syncBroker'>;
}

const THREADS: ThreadLimits = { slots: 2, whenFull: 'refuse', heapMb: 384, timeoutMs: 120_000 };

export function createImports({ threadEntry, connections, ...deps }: ImportModuleDeps): ImportModule {
  const entry = threadEntry ?? new URL('./previewThread.js', import.meta.url);
  const threads = new Threads(THREADS);
  const syncImports = new SyncImportService(deps);
  const mappings = new MappingService(deps.database);
  const previews = new PreviewService({
    database: deps.database,
    mappings,
    readHead: (path) => readHead(path, HEAD_BYTES),
    readFile: (task, onBatch) => threads.run<PreviewBatch>(entry, task, onBatch),
  });
  return {
    routes: [
      ...mappingRoutes(mappings),
      ...importRoutes(new ImportService(deps, mappings), previews, ({ name, content }) =>
        spoolToTempFile(name, content),
      ),
    ],
    jobs: {
      ...importJobs(new ImportRunService({ ...deps, syncImports, ended: counted(deps.metrics) })),
      ...syncJobs(new BrokerSyncService({ ...deps, syncImports, connections })),
    },
  };
}

function counted({ imports, importRows }: ImportModuleDeps['metrics']): ImportRunDeps['ended'] {
  return (outcome, { read, ...rows }) => {
    imports.inc({ outcome });
    for (const [name, count] of Object.entries(rows)) importRows.inc({ outcome: name }, count);
  };
}
