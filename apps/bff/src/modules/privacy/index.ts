import type { DataKeyRepo } from '../../lib/crypto/DataKeyRepo.ts';
import type { Route } from '../../lib/http/route.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import { AuditService } from './AuditService.ts';
import { accountRoutes } from './accountRoutes.ts';
import { type ErasureDeps, ErasureService } from './ErasureService.ts';
import { type ExportDeps, ExportService } from './ExportService.ts';
import { exportJobs } from './exportJobs.ts';
import { exportRoutes } from './exportRoutes.ts';
import { type KeyDeps, KeyService } from './KeyService.ts';
import { dueKeys, keyJobs } from './keyJobs.ts';
import { type RetentionDeps, retentionJobs } from './retentionJobs.ts';

export { createExportLinks } from './exportLinks.ts';

export function createPrivacy<Repos extends { dataKeys: DataKeyRepo }>(
  deps: ExportDeps &
    ErasureDeps &
    KeyDeps<Repos> &
    Omit<RetentionDeps, 'exports'> &
    ConstructorParameters<typeof AuditService>[0],
): {
  routes: Route[];
  jobs: Pick<JobHandlers, 'exportAccount' | 'renewKeys' | 'expireRows'>;
  due: DueSource;
} {
  const exports = new ExportService(deps);
  const keys = new KeyService(deps);
  return {
    routes: [...exportRoutes(exports), ...accountRoutes(new ErasureService(deps), new AuditService(deps))],
    jobs: { ...exportJobs(exports), ...keyJobs(keys), ...retentionJobs({ ...deps, exports }) },
    due: dueKeys(keys, deps.clock),
  };
}
