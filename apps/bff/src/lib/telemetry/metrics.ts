import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything this process counts, named twin_<room>_<what>_<unit>. */
export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  jobSeconds: Histogram<'queue' | 'job' | 'outcome'>;
  jobWaitSeconds: Histogram<'queue' | 'job'>;
  jobFailures: Counter<'queue' | 'job' | 'code'>;
  queueJobs: Gauge<'queue' | 'state'>;
  mlPages: Counter<'outcome'>;
  mlMismatches: Counter;
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
    queueJobs: new Gauge({
      name: 'twin_queue_jobs',
      help: 'Jobs by queue and state, as of the last scrape.',
      labelNames: ['queue', 'state'],
      registers,
    }),
    ...mlMetrics(registers),
  };
}

function mlMetrics(registers: Registry[]): Pick<Metrics, 'mlPages' | 'mlMismatches'> {
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
  };
}
