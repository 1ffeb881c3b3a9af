import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWorker } from '../src/buildWorker.ts';
import { cleanUp } from './support/cleanUp.ts';
import { until } from './support/deferred.ts';
import { hasMlService, ML_SECRET, startMlService } from './support/mlService.ts';
import { multipart } from './support/multipart.ts';
import { createTestApi, registeredBrowser } from './support/testApi.ts';
import { createTestDatabase } from './support/testDatabase.ts';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
}

/** Takes what an exporter sends, as a collector would (OTLP over HTTP in JSON). */
async function startReceiver(): Promise<{ url: string; spans: Span[] }> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanUp(() => new Promise<void>((done) => server.close(() => done())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

/** The way to the span by the names of those above it, among the spans of one trace. */
function pathsOf(spans: readonly Span[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const pathOf = (span: Span): string[] => {
    const parent = byId.get(span.parentSpanId ?? '');
    return [...(parent ? pathOf(parent) : []), span.name];
  };
  return spans.map((span) => pathOf(span).join(' > '));
}

const FILLS = [
  'ext_id,ts,symbol,side,qty,price,fee,fee_asset',
  'a,2024-05-01T10:00:00Z,AAA-USD,buy,1,60123.45,0,USD',
];
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const ML = hasMlService ? 'on to the ML service' : 'on to the ML service (skipped: needs apps/ml/.venv)';

describe('a trace', async () => {
  const receiver = await startReceiver();
  const database = await createTestDatabase();
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const ml = hasMlService ? await startMlService(variables) : null;
  const scoring = ml === null ? {} : { ML_URL: ml.url, ML_SECRET };
  const { app, foundation } = await createTestApi(database, { variables: { ...variables, ...scoring } });
  const spans = () => receiver.spans.filter(({ traceId }) => traceId === TRACE);

  /** Uploads as the web app does, and waits until the job that follows the import has told the receiver. */
  beforeAll(async () => {
    const worker = await buildWorker({ ...foundation, close: async () => undefined });
    await worker.start();
    const browser = await registeredBrowser(app, 'trace@example.org');
    const { payload, headers } = multipart(FILLS.join('\n'), {});
    const answer = await browser.send('POST', '/v1/imports', payload, {
      headers: { ...headers, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    });
    expect(answer.statusCode).toBe(202);
    await until(async () => spans().some(({ name }) => name === 'job scoreDecisions'));
    await worker.stop();
    // At its end it sends what is left.
    await ml?.stop();
  });

  it('goes from the call of the browser through jobs to SQL, and carries no fill', () => {
    const paths = pathsOf(spans());
    expect(paths).toContain('POST /v1/imports > job importFills > sql transaction');
    expect(paths).toContain('POST /v1/imports > job importFills > job scoreDecisions');
    expect(JSON.stringify(receiver.spans)).not.toMatch(/60123|AAA-USD/);
  });

  it.skipIf(!hasMlService)(`goes ${ML}, to the scoring itself`, () => {
    const job = 'POST /v1/imports > job importFills > job scoreDecisions';
    const scored = `${job} > sql transaction > ml /v1/bias/score > POST /v1/bias/score > score`;
    expect(pathsOf(spans())).toContain(scored);
  });
});
