import type { Route } from '../../lib/http/route.ts';
import type { JobHandlers } from '../../lib/queue/handlers.ts';
import { type ExportDeps, ExportService } from './ExportService.ts';
import { exportJobs } from './exportJobs.ts';
import { exportRoutes } from './exportRoutes.ts';

export function createPrivacy(deps: ExportDeps): {
  routes: Route[];
  jobs: Pick<JobHandlers, 'exportAccount'>;
} {
  const exports = new ExportService(deps);
  return { routes: exportRoutes(exports), jobs: exportJobs(exports) };
}
