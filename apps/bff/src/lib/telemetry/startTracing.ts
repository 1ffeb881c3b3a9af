/**
 * Sends spans to an OTLP receiver (its base address, as OTEL_EXPORTER_OTLP_ENDPOINT names it). The SDK is loaded only
 * here, so that who traces nothing pays nothing. @returns sends what is left and ends
 */
export async function startTracing(
  endpoint: string,
  service: 'api' | 'worker',
): Promise<() => Promise<void>> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const exporter = new OTLPTraceExporter({
    url: new URL('v1/traces', `${endpoint.replace(/\/$/, '')}/`).href,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `twin-${service}` }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  return () => provider.shutdown();
}
