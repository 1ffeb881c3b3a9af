import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';

/**
 * Spans along the way of a request: from the browser's call through jobs to SQL and the ML service. Without
 * `startTracing` every call here costs a function call and nothing is recorded. Attributes carry ids, names and
 * counts, never amounts or symbols.
 */
const tracer = trace.getTracer('twin');

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  /** W3C traceparent of who asked, where it comes from another process. */
  parent?: string | undefined;
}

/** Runs the work in a span of its own; what it throws marks the span and goes on. */
export async function inSpan<T>(
  name: string,
  { kind = SpanKind.INTERNAL, attributes = {}, parent }: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  const from = parent === undefined ? context.active() : contextOf(parent);
  return tracer.startActiveSpan(name, { kind, attributes }, from, async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Begins a span that is ended elsewhere, and runs `next` within it. */
export function enterSpan(name: string, options: SpanOptions, next: () => void): Span {
  const from = options.parent === undefined ? ROOT_CONTEXT : contextOf(options.parent);
  const span = tracer.startSpan(
    name,
    { kind: options.kind ?? SpanKind.SERVER, attributes: options.attributes ?? {} },
    from,
  );
  context.with(trace.setSpan(from, span), next);
  return span;
}

/** The active span as a W3C traceparent, for another process; undefined when nothing is traced. */
export function activeTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Id of the active trace, for log lines; undefined when nothing is traced. */
export function activeTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

function fail(span: Span, error: unknown): void {
  // The name says enough; a message may quote what was sent.
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
}

const GETTER: TextMapGetter<string> = {
  keys: () => ['traceparent'],
  get: (value, key) => (key === 'traceparent' ? value : undefined),
};

function contextOf(traceparent: string) {
  return propagation.extract(ROOT_CONTEXT, traceparent, GETTER);
}
