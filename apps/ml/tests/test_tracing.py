"""What a receiver of traces is told: whose call it was, what was done, and nothing of what was sent."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx

from conftest import ROOT
from service import settings, signed
from twin_ml.api.app import create_app

SCORE = "/v1/bias/score"
TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A receiver of OTLP in JSON: its address, and the spans that it was sent."""
    spans: list[dict[str, Any]] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            for resource in body["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    spans.extend(scope["spans"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", spans
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def score_once(endpoint: str | None) -> int:
    app = create_app(settings(otel_exporter_otlp_endpoint=endpoint))
    history = json.loads((ROOT / "fixtures/parity/histories.jsonl").read_text().splitlines()[0])
    body = json.dumps({"decisions": history["decisions"][:3]}).encode()
    headers = signed("POST", SCORE, body) | {"traceparent": f"00-{TRACE}-{CALLER}-01"}
    transport = httpx.ASGITransport(app)
    # The end of its life sends what is left.
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
        return (await client.post(f"http://ml{SCORE}", content=body, headers=headers)).status_code


def test_a_call_is_a_span_below_that_of_who_asked_and_holds_no_decision() -> None:
    with receiver() as (endpoint, spans):
        assert asyncio.run(score_once(endpoint)) == 200
    by_name = {span["name"]: span for span in spans}
    request, scoring = by_name[f"POST {SCORE}"], by_name["score"]
    assert {request["traceId"], scoring["traceId"]} == {TRACE}
    assert request["parentSpanId"] == CALLER
    assert scoring["parentSpanId"] == request["spanId"]
    attributes = {each["key"]: each["value"] for span in spans for each in span["attributes"]}
    assert set(attributes) == {"twin.request.id", "http.response.status_code", "twin.decisions"}


def test_without_a_receiver_nothing_is_sent() -> None:
    with receiver() as (_, spans):
        assert asyncio.run(score_once(None)) == 200
    assert spans == []
