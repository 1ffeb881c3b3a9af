"""A language model that misbehaves costs nothing but its answer: the caller keeps the text that it has.

Faults of meaning (a changed number, a flipped direction, advice, shame, an obeyed injection) have a sound
form and pass here; the caller's verifier refuses them, which is tested where it stands.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service import settings
from twin_ml.llm.rephrase import Rephrased, Rephraser, read_reply

TEXT = "On 12 Mar 2025 you bought 38 min after a loss. What would have made you skip this entry?"
OTHER = "You bought 38 min after a loss on 12 Mar 2025. What would have made you leave this entry out?"
GERMAN = "Am 12 Mar 2025 haben Sie 38 min nach einem Verlust gekauft. Was hätte Sie abgehalten?"


def completion(content: str | None, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "stub", "choices": [choice]}


@contextmanager
def stub(
    answer: object, *, status: int = 200, wait_s: float = 0, location: str | None = None
) -> Iterator[tuple[str, list[Any]]]:
    """A local server with one answer to everything; also what it was asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            time.sleep(wait_s)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                if location is not None:
                    self.send_header("location", f"{location}/chat/completions")
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(base_url: str, *, retries: int = 0, timeout_s: float = 5) -> Rephrased:
    async def work() -> Rephrased:
        rephraser = Rephraser(
            base_url=base_url, api_key="key", model="stub", timeout_s=timeout_s, retries=retries
        )
        try:
            return await rephraser.rephrase(TEXT, {"gap": "38 min"}, "en")
        finally:
            await rephraser.close()

    return asyncio.run(work())


def said(text: object) -> dict[str, Any]:
    return completion(json.dumps({"text": text}))


def test_a_sound_answer_is_taken_and_the_text_went_as_data_in_json_mode() -> None:
    with stub(said(OTHER)) as (url, asked):
        assert ask(url) == Rephrased(OTHER, None)
    assert asked[0]["response_format"] == {"type": "json_object"}
    system, user = asked[0]["messages"]
    assert "38 min" not in system["content"]
    assert json.loads(user["content"]) == {"text": TEXT, "keepExactly": ["38 min"], "language": "en"}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (completion("On 12 Mar 2025 you"), "not_json"),
        (completion(json.dumps({"text": OTHER}), "length"), "truncated"),
        (completion('{"text": "You bought'), "not_json"),
        (completion(""), "empty"),
        (completion(None), "empty"),
        (said("  "), "empty"),
        (said(7), "wrong_shape"),
        (completion(json.dumps([OTHER])), "wrong_shape"),
        (completion(json.dumps({"text": OTHER, "score": 1})), "wrong_shape"),
        (said("Yes."), "wrong_length"),
        (said(OTHER * 5), "wrong_length"),
        (said(GERMAN), "wrong_language"),
        (said("Вы купили через 38 min после убытка. Что заставило бы вас пропустить этот вход сегодня?"),
         "wrong_language"),
        ({"choices": []}, "wrong_shape"),
        (b"<html>", "wrong_shape"),
    ],
)  # fmt: skip
def test_an_unsound_answer_has_a_name_and_no_text(answer: object, fault: str) -> None:
    with stub(answer) as (url, _):
        assert ask(url) == Rephrased(None, fault)


def test_a_slow_model_ends_in_time_retries_included() -> None:
    with stub(said(OTHER), wait_s=3) as (url, _):
        begun = time.monotonic()
        assert ask(url, retries=3, timeout_s=0.3).fault == "timeout"
        assert time.monotonic() - begun < 2.5


def test_a_failing_model_is_asked_again_and_then_let_be() -> None:
    with stub({"error": "busy"}, status=503) as (url, asked):
        assert ask(url, retries=1).fault == "unavailable"
    assert len(asked) == 2


def test_a_model_that_points_elsewhere_is_not_followed() -> None:
    with stub(said(OTHER)) as (elsewhere, heard), stub({}, status=307, location=elsewhere) as (url, asked):
        assert ask(url) == Rephrased(None, "unavailable")
    assert len(asked) == 1
    assert heard == []


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example.org/v1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://user:word@models.example.org",
        "https://models.example.org/v1?key=1",
        "//models.example.org",
    ],
)
def test_an_address_that_is_not_safe_to_send_a_key_to_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="LLM_BASE_URL"):
        settings(llm_base_url=address)


@pytest.mark.parametrize(
    "address", ["https://models.example.org/v1", "http://localhost:1/v1", "http://ollama:11434/v1"]
)
def test_addresses_of_models_here_and_of_those_behind_tls_are_taken(address: str) -> None:
    assert settings(llm_base_url=address).llm_base_url == address


def test_nobody_listening_is_no_error() -> None:
    with stub({}) as (url, _):
        pass
    assert ask(url).fault == "unavailable"


def test_without_a_key_nobody_is_asked() -> None:
    rephraser = Rephraser(base_url=None, api_key=None, model="m", timeout_s=1, retries=0)
    assert asyncio.run(rephraser.rephrase(TEXT, {}, "en")) == Rephrased(None, "no_model")


@given(st.text(max_size=300), st.sampled_from(["stop", "length", "content_filter"]))
def test_no_answer_breaks_the_reader(content: str, finish: str) -> None:
    fault, reply = read_reply(finish, content, TEXT, "en")
    assert (fault is None) != (reply is None)
    fault, reply = read_reply(finish, json.dumps({"text": content}), TEXT, "en")
    assert (fault is None) != (reply is None)
