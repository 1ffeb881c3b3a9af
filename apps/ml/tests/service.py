"""The service as a caller meets it: in this process, or listening on a port of its own."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

from twin_ml.api.app import create_app
from twin_ml.api.signature import now_ms, sign
from twin_ml.settings import Settings

SECRET = "a-secret-of-the-tests-0123456789abcdef"


def settings(**given: Any) -> Settings:
    return Settings(**{"ml_secret": SECRET, "log_level": "error", **given})


def signed(method: str, path: str, body: bytes, at_ms: int | None = None) -> dict[str, str]:
    timestamp = str(now_ms() if at_ms is None else at_ms)
    return {
        "content-type": "application/json",
        "x-twin-timestamp": timestamp,
        "x-twin-signature": sign(SECRET.encode(), timestamp, method, path, body),
    }


@contextmanager
def listening(app: FastAPI | None = None) -> Iterator[str]:
    """The address of a served app."""
    config = uvicorn.Config(
        app or create_app(settings()), host="127.0.0.1", port=0, log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
