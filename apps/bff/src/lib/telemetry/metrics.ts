import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything this process counts, named twin_<room>_<what>_<unit>. */
export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  jobSeconds: Histogram<'queue' | 'job' | 'outcome'>;
  jobWaitSeconds: Histogram<'queue' | 'job'>;
  jobFailures: Counter<'queue' | 'job' | 'code'>;
  queueJobs: Gauge<'queue' | 'state'>;
  queueOldestSeconds: Gauge<'queue'>;
  imports: Counter<'outcome'>;
  importRows: Counter<'outcome'>;
  streamSockets: Gauge;
  streamDeliverySeconds: Histogram;
  streamLagSeconds: Gauge;
  digestLatenessSeconds: Histogram;
  marketWindows: Counter<'venue' | 'outcome'>;
  tokenRefreshes: Counter<'broker' | 'outcome'>;
  mlPages: Counter<'outcome'>;
  mlMismatches: Counter;
  mlRephrasings: Counter<'outcome'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'twin_http_request_duration_seconds',
      help: 'Time to answer a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'twin_job_duration_seconds',
      help: 'Run time of a job, by its outcome.',
      labelNames: ['queue', 'job', 'outcome'],
      buckets: [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300, 600],
      registers,
    }),
    jobWaitSeconds: new Histogram({
      name: 'twin_job_wait_seconds',
      help: 'Time from when a job may start until it does.',
      labelNames: ['queue', 'job'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.25, 1, 5, 30, 300],
      registers,
    }),
    jobFailures: new Counter({
      name: 'twin_job_failures_total',
      help: 'Failed tries of jobs, by error code.',
      labelNames: ['queue', 'job', 'code'],
      registers,
    }),
    ...queueMetrics(registers),
    ...importMetrics(registers),
    ...streamMetrics(registers),
    digestLatenessSeconds: new Histogram({
      name: 'twin_digest_lateness_seconds',
      help: "From the hour of a person's weekly digest until it is written.",
      buckets: [60, 300, 900, 3_600, 14_400, 86_400],
      registers,
    }),
    ...marketMetrics(registers),
    ...brokerMetrics(registers),
    ...mlMetrics(registers),
  };
}

function queueMetrics(registers: Registry[]): Pick<Metrics, 'queueJobs' | 'queueOldestSeconds'> {
  return {
    queueJobs: new Gauge({
      name: 'twin_queue_jobs',
      help: 'Jobs by queue and state, as of the last scrape.',
      labelNames: ['queue', 'state'],
      registers,
    }),
    queueOldestSeconds: new Gauge({
      name: 'twin_queue_oldest_seconds',
      help: 'For how long the oldest job that may start has been waiting, as of the last scrape; 0 without one.',
      labelNames: ['queue'],
      registers,
    }),
  };
}

function importMetrics(registers: Registry[]): Pick<Metrics, 'imports' | 'importRows'> {
  return {
    imports: new Counter({
      name: 'twin_imports_total',
      help: 'Imports that ended: stored, refused for what is in the file, or failed.',
      labelNames: ['outcome'],
      registers,
    }),
    importRows: new Counter({
      name: 'twin_import_rows_total',
      help: 'Rows of stored imports by what became of them: accepted, duplicate, ignored or rejected.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}

function streamMetrics(
  registers: Registry[],
): Pick<Metrics, 'streamSockets' | 'streamDeliverySeconds' | 'streamLagSeconds'> {
  return {
    streamSockets: new Gauge({
      name: 'twin_stream_sockets',
      help: 'Open sockets of this process.',
      registers,
    }),
    streamDeliverySeconds: new Histogram({
      name: 'twin_stream_delivery_seconds',
      help: 'From the writing of an event until it is handed to a socket that follows live.',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    streamLagSeconds: new Gauge({
      name: 'twin_stream_lag_seconds',
      help: 'For how long the oldest event of the outbox has waited for a socket that follows live, as of the last poll; 0 without one.',
      registers,
    }),
  };
}

function marketMetrics(registers: Registry[]): Pick<Metrics, 'marketWindows'> {
  return {
    marketWindows: new Counter({
      name: 'twin_market_windows_total',
      help: 'Windows of candles that were needed: hit in the cache, or miss, which asks the venue.',
      labelNames: ['venue', 'outcome'],
      registers,
    }),
  };
}

function brokerMetrics(registers: Registry[]): Pick<Metrics, 'tokenRefreshes'> {
  return {
    tokenRefreshes: new Counter({
      name: 'twin_brokers_token_refreshes_total',
      help: 'Exchanges of refresh tokens at brokers: done, refused for good, or failed.',
      labelNames: ['broker', 'outcome'],
      registers,
    }),
  };
}

function mlMetrics(registers: Registry[]): Pick<Metrics, 'mlPages' | 'mlMismatches' | 'mlRephrasings'> {
  return {
    mlPages: new Counter({
      name: 'twin_biases_ml_pages_total',
      help: 'Pages of decisions given to the ML service: scored, or scored by the engine because of what else it says.',
      labelNames: ['outcome'],
      registers,
    }),
    mlMismatches: new Counter({
      name: 'twin_biases_ml_mismatches_total',
      help: 'Decisions that the ML service and the engine tag differently; every decision is compared.',
      registers,
    }),
    mlRephrasings: new Counter({
      name: 'twin_coach_ml_rephrasings_total',
      help: 'Reflections given to the ML service for other words: rephrased, or why our own text stands.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
