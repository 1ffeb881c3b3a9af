import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  host: string;
  port: number;
  metrics: Metrics;
  /** Brings figures up to date that nobody counts along; throws when the process cannot do its work. */
  refresh(): Promise<void>;
}

/** Liveness and metrics of a process that serves nothing else; keep the port to the machine or the cluster. */
export async function serveHealth({
  host,
  port,
  metrics,
  refresh,
}: HealthOptions): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') {
      response.end('{"status":"ok"}');
      return;
    }
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    refresh()
      .then(() => metrics.registry.metrics())
      .then(
        (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
        () => response.writeHead(503).end(),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
