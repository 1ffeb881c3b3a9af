"""What a caller may rely on: signatures, limits, the error envelope, logs without contents."""

import asyncio
import gzip
import json
import logging
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import ROOT
from service import SECRET, settings, signed
from twin_ml.api.app import create_app
from twin_ml.api.gate import MAX_BODY
from twin_ml.api.signature import WINDOW_MS, is_signed, sign

NOW = 1_760_000_000_000
SCORE = "/v1/bias/score"


@pytest.fixture(scope="module")
def history() -> dict[str, Any]:
    lines = (ROOT / "fixtures/parity/histories.jsonl").read_text().splitlines()
    history: dict[str, Any] = json.loads(lines[0])
    return history


async def send(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> httpx.Response:
    transport = httpx.ASGITransport(create_app(settings(), now=lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://ml") as client:
        given = signed(method, path, body, NOW) if headers is None else headers
        return await client.request(method, path, content=body, headers=given)


def call(*given: Any, **named: Any) -> httpx.Response:
    return asyncio.run(send(*given, **named))


def code_of(response: httpx.Response) -> str:
    error = response.json()["error"]
    assert set(error) == {"code", "message", "requestId", "fields"}
    assert response.headers["x-request-id"] == error["requestId"]
    return str(error["code"])


@pytest.mark.parametrize(
    "change",
    [
        {"x-twin-signature": "0" * 64},
        {"x-twin-signature": ""},
        {"x-twin-timestamp": str(NOW - 1)},
        {"x-twin-timestamp": "٣"},
        {"x-twin-timestamp": "9" * 400},
    ],
)
def test_a_changed_signature_or_time_is_refused(change: dict[str, str]) -> None:
    headers = {key: value.encode() for key, value in (signed("POST", SCORE, b"{}", NOW) | change).items()}
    response = call("POST", SCORE, b"{}", headers)
    assert response.status_code == 401
    assert code_of(response) == "UNAUTHENTICATED"


@pytest.mark.parametrize("off", [-WINDOW_MS - 1, WINDOW_MS + 1])
def test_a_signature_more_than_five_minutes_off_is_refused(off: int) -> None:
    assert call("POST", SCORE, b"{}", signed("POST", SCORE, b"{}", NOW + off)).status_code == 401


@pytest.mark.parametrize("off", [-WINDOW_MS, 0, WINDOW_MS])
def test_a_signature_within_five_minutes_is_taken(off: int) -> None:
    assert call("POST", SCORE, b"{}", signed("POST", SCORE, b"{}", NOW + off)).status_code == 400


@given(st.binary(max_size=50), st.sampled_from(["POST", "GET"]), st.sampled_from(["/v1/a", "/v1/a?b=1"]))
def test_a_signature_is_bound_to_body_method_and_path(body: bytes, method: str, path: str) -> None:
    secret, stamp = SECRET.encode(), str(NOW)
    signature = sign(secret, stamp, method, path, body)
    headers = {b"x-twin-timestamp": stamp.encode(), b"x-twin-signature": signature.encode()}
    assert is_signed(secret, headers, method, path, body, now=NOW)
    assert not is_signed(secret, headers, method, path, body + b" ", now=NOW)
    assert not is_signed(secret, headers, method, path + "/", body, now=NOW)
    assert not is_signed(secret, headers, "PUT", path, body, now=NOW)
    assert not is_signed(secret + b"x", headers, method, path, body, now=NOW)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", b"", 404, "NOT_FOUND"),
        ("POST", "/v1/nothing", b"{}", 404, "NOT_FOUND"),
        ("GET", SCORE, b"", 405, "METHOD_NOT_ALLOWED"),
        ("POST", SCORE, b"{", 400, "INVALID_INPUT"),
        ("POST", SCORE, b'{"decisions":[],"more":1}', 400, "INVALID_INPUT"),
        ("POST", SCORE, gzip.compress(b"{}"), 400, "INVALID_INPUT"),
        ("POST", "/v1/indicators", b'{"high":[1],"low":[1],"close":[NaN],"indicators":[{"name":"rsi"}]}', 400,
         "INVALID_INPUT"),
        ("POST", "/v1/nlg/reflect", b'{"text":"","facts":{}}', 400, "INVALID_INPUT"),
        ("POST", "/v1/nlg/reflect", b"[", 400, "INVALID_INPUT"),
        ("POST", SCORE, b" " * (MAX_BODY + 1), 413, "BODY_TOO_LARGE"),
    ],
)  # fmt: skip
def test_every_refusal_has_the_projects_envelope(
    method: str, path: str, body: bytes, status: int, code: str
) -> None:
    response = call(method, path, body)
    assert (response.status_code, code_of(response)) == (status, code)


def test_another_content_type_is_refused() -> None:
    headers = signed("POST", SCORE, b"a=1", NOW) | {"content-type": "application/x-www-form-urlencoded"}
    assert code_of(call("POST", SCORE, b"a=1", headers)) == "UNSUPPORTED_MEDIA"


def test_the_fields_name_the_places_and_never_what_was_sent(history: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(history["decisions"][:2]))
    broken[1]["qty"] = "secret-7"
    response = call("POST", SCORE, json.dumps({"decisions": broken}).encode())
    assert [field["path"] for field in response.json()["error"]["fields"]] == ["decisions.1.qty"]
    assert "secret-7" not in response.text


def test_a_history_in_pieces_gives_the_same_tags_and_state(history: dict[str, Any]) -> None:
    decisions, candles = history["decisions"], history["candles"]
    tags: list[Any] = []
    state = None
    for begin in range(0, len(decisions), 50):
        body = {"decisions": decisions[begin : begin + 50], "candles": candles, "state": state}
        answer = call("POST", SCORE, json.dumps(body).encode()).json()
        tags += answer["tags"]
        state = answer["state"]
    whole = call("POST", SCORE, json.dumps({"decisions": decisions, "candles": candles}).encode()).json()
    assert tags == whole["tags"]
    assert state == whole["state"]
    assert len(tags) > 0


def test_the_same_request_gives_the_same_bytes(history: dict[str, Any]) -> None:
    body = json.dumps({"decisions": history["decisions"], "candles": history["candles"]}).encode()
    assert call("POST", SCORE, body).content == call("POST", SCORE, body).content


def test_a_state_of_the_typescript_engine_is_continued(history: dict[str, Any]) -> None:
    answer = call("POST", SCORE, json.dumps({"decisions": [], "state": history["state"]}).encode())
    assert answer.json()["state"]["decisions"] == history["state"]["decisions"]


def test_indicators_are_null_in_their_warm_up() -> None:
    column = [float(value) for value in range(1, 31)]
    asked = {"high": column, "low": column, "close": column, "indicators": [{"name": "sma", "period": 3}]}
    line = call("POST", "/v1/indicators", json.dumps(asked).encode()).json()["lines"][0]
    assert line["values"][:4] == [None, None, 2.0, 3.0]
    assert line["period"] == 3


def test_logs_and_metrics_hold_ids_and_routes_but_no_contents(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("twin_ml")
    log.addHandler(caplog.handler)
    try:
        app = create_app(settings(log_level="info"), now=lambda: NOW)

        async def talk() -> str:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://ml") as client:
                body = b'{"text":"You bought in May.","facts":{}}'
                headers = signed("POST", "/v1/nlg/reflect", body, NOW) | {"x-request-id": "abc-1"}
                await client.post("/v1/nlg/reflect", content=body, headers=headers)
                return (await client.get("/metrics")).text

        metrics = asyncio.run(talk())
    finally:
        log.removeHandler(caplog.handler)
    facts = [record.facts for record in caplog.records]
    assert [fact["reqId"] for fact in facts] == ["abc-1", "abc-1", facts[2]["reqId"]]
    assert facts[1]["route"] == "/v1/nlg/reflect"
    assert "May" not in json.dumps(facts) + metrics
    assert 'twin_ml_rephrases_total{outcome="no_model"} 1.0' in metrics


def test_there_is_no_service_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ML_SECRET", raising=False)
    for secret in (None, "short"):
        with pytest.raises(ValidationError, match="at least 32 characters"):
            settings(ml_secret=secret)


def test_by_default_it_listens_to_this_machine_only() -> None:
    assert settings().ml_host == "127.0.0.1"
