import type { DigestDto } from '@twin/shared/dto/digest';
import type { Route } from '../../lib/http/route.ts';
import type { DueSource, JobHandlers } from '../../lib/queue/handlers.ts';
import type { Metrics } from '../../lib/telemetry/metrics.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Mail } from '../../ports/mail.ts';
import { DigestMailService } from './DigestMailService.ts';
import { DigestService } from './DigestService.ts';
import { digestJobs, dueDigests } from './digestJobs.ts';
import type { DigestDatabase } from './digestRepos.ts';
import { digestRoutes } from './digestRoutes.ts';
import { createUnsubscribeTokens } from './unsubscribeTokens.ts';

export interface DigestModuleDeps {
  database: DigestDatabase;
  mail: Mail;
  clock: Clock;
  metrics: Metrics;
  /** Where people open the app, for the links of a mail. */
  address: string;
  unsubscribeKey: Buffer;
}

export interface DigestModule {
  routes: Route[];
  jobs: Pick<JobHandlers, 'writeDigests' | 'mailDigest'>;
  due: DueSource;
  /** The digest of a finished week, computed anew: the same bytes, or a revision where fills came late. */
  write(userId: string, periodEnd: string): Promise<DigestDto>;
}

/** The week in the mirror, told once. */
export function createDigest({ unsubscribeKey, metrics, ...deps }: DigestModuleDeps): DigestModule {
  const observeLateness = (seconds: number) => metrics.digestLatenessSeconds.observe(seconds);
  const service = new DigestService({ ...deps, observeLateness });
  const mails = new DigestMailService({ ...deps, tokens: createUnsubscribeTokens(unsubscribeKey) });
  return {
    routes: digestRoutes(service, mails),
    jobs: digestJobs(service, mails),
    due: dueDigests(deps.database, deps.clock),
    write: (userId, periodEnd) => service.request(userId, { periodEnd }),
  };
}
