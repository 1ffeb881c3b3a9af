import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../ensure/command.js';
import { page } from './page.js';

/**
 * @typedef {{ summary: string, security: object[], responses: Record<string, { description?: string }> }} Operation
 * @typedef {{ paths: Record<string, Record<string, Operation>> }} OpenApi
 * @typedef {{ name: string, help: string, type: string }} Metric
 */

/** The apps are started, not imported. @returns {{ openapi: OpenApi, metrics: Metric[] }} */
export function describeBff() {
  const script = join(ROOT, 'apps/bff/dist/describe.js');
  const printed = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (printed.status !== 0) throw new Error(printed.stderr);
  return JSON.parse(printed.stdout);
}

/** @param {OpenApi} openapi */
export function httpPage(openapi) {
  const rows = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, security, responses }]) => [
      `${method.toUpperCase()} ${path}`,
      summary,
      security.some((needed) => 'session' in needed) ? 'session' : 'anyone',
      Object.keys(responses)
        .filter((status) => status.startsWith('2') || status.startsWith('3'))
        .join(', '),
    ]),
  );
  return page(
    'HTTP',
    'One origin, JSON, amounts as decimal strings, times in UTC. Unsafe methods need the header `x-csrf-token` equal to the cookie `twin_csrf`. Shapes are in [openapi.json](openapi.json), which a running server also gives at `/openapi.json`.',
    [{ columns: ['call', 'what it does', 'for', 'answers'], rows }],
  );
}

/** @param {Metric[]} metrics */
export function metricsPage(metrics) {
  const rows = metrics
    .filter(({ name }) => name.startsWith('twin_'))
    .map(({ name, type, help }) => [`\`${name}\``, type, help]);
  return page(
    'Metrics',
    'Prometheus text at `/metrics` of the api (to this machine, or with METRICS_TOKEN) and of the worker (WORKER_PORT). Beside these stand the usual ones of Node (`process_*`, `nodejs_*`).',
    [{ columns: ['name', 'type', 'what it says'], rows: rows.sort() }],
  );
}

export async function eventsPage() {
  const { EVENT_PAYLOADS } = await shared('events/event');
  const { z } = await import('zod');
  const rows = Object.entries(EVENT_PAYLOADS).map(([type, schema]) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, {
      io: 'output',
      unrepresentable: 'any',
    });
    const fields = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
    return [`\`${type}\``, fields.map((name) => `\`${name}\``).join(', ')];
  });
  return page(
    'Events',
    'Frames of `GET /v1/stream?lastEventId=`: `{id, type, v, ts, payload}`; ids rise per person in the order of commits.',
    [{ columns: ['type', 'payload'], rows }],
  );
}

export async function jobsPage() {
  const { JOBS } = await shared('jobs/catalog');
  const rows = Object.entries(JOBS).map(([name, job]) => [
    `\`${name}\``,
    `\`${job.queue}\``,
    String(job.attempts),
    `${job.backoffMs / 1000} s`,
    `${job.timeoutMs / 1000} s`,
    String(job.concurrency),
    job.serialBy ?? '',
  ]);
  return page(
    'Jobs',
    'Payloads carry ids; every job may run twice, the second time without effect. The wait before a retry doubles each time.',
    [{ columns: ['job', 'queue', 'tries', 'first wait', 'time', 'at once', 'one at a time by'], rows }],
  );
}

export async function errorsPage() {
  const { ERRORS } = await shared('errors/catalog');
  const rows = Object.entries(ERRORS).map(([code, { status, retry, text }]) => [
    `\`${code}\``,
    String(status),
    retry ? 'yes' : '',
    text,
  ]);
  return page(
    'Errors',
    'The one table that HTTP, worker, socket and terminal read. `{"error":{"code","message","requestId","fields"}}`.',
    [{ columns: ['code', 'status', 'a job tries again', 'text'], rows }],
  );
}

/** @param {string} path */
function shared(path) {
  return import(pathToFileURL(join(ROOT, 'packages/shared/dist', `${path}.js`)).href);
}
