"""Spans for an OTLP receiver: names, ids and counts, never what a request holds. Off unless one is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry.propagate import extract
from opentelemetry.trace import NoOpTracer, Span, SpanKind, get_current_span

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


class Tracing:
    def __init__(self, endpoint: str | None) -> None:
        self._provider = None if endpoint is None else _provider_for(endpoint)
        self._tracer = NoOpTracer() if self._provider is None else self._provider.get_tracer("twin")

    @contextmanager
    def request(self, traceparent: bytes, request_id: str) -> Iterator[Span]:
        """The span of a request, below that of whoever asked (W3C traceparent)."""
        parent = extract({"traceparent": traceparent.decode("latin-1")})
        with self._tracer.start_as_current_span(
            "request", parent, SpanKind.SERVER, {"twin.request.id": request_id}
        ) as span:
            yield span

    @contextmanager
    def part(self, name: str, **counts: int) -> Iterator[None]:
        """A span within that of the request."""
        with self._tracer.start_as_current_span(name, attributes=counts):
            yield

    def close(self) -> None:
        """Sends what is left."""
        if self._provider is not None:
            self._provider.shutdown()


def trace_id() -> str | None:
    """Of the request that is being answered; None when whoever asked traces nothing."""
    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def _provider_for(endpoint: str) -> "TracerProvider":
    from twin_ml.api.otlp import provider_for  # noqa: PLC0415 - who traces nothing does not load the SDK

    return provider_for(endpoint)
