"""The way to an OTLP receiver. Importing it loads the SDK, so only who traces does."""

from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def provider_for(endpoint: str) -> TracerProvider:
    """Sends spans in batches to the receiver, whose base address is given."""
    provider = TracerProvider(resource=Resource({"service.name": "twin-ml"}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
