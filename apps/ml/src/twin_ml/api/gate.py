"""What every request passes: an id, a size limit, the signature, a log line and a count."""

import re
import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin_ml.api.errors import BodyTooLarge, Internal, MlError, Unauthenticated, UnsupportedMedia, answer_of
from twin_ml.api.log import Logger
from twin_ml.api.metrics import Metrics
from twin_ml.api.signature import NowMs, is_signed
from twin_ml.api.tracing import Tracing

MAX_BODY = 32 * 1024 * 1024
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class Gate:
    def __init__(
        self, app: ASGIApp, *, secret: bytes, log: Logger, metrics: Metrics, tracing: Tracing, now: NowMs
    ) -> None:
        self._app = app
        self._secret = secret
        self._log = log
        self._metrics = metrics
        self._tracing = tracing
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = _request_id(headers.get(b"x-request-id", b""))
        scope.setdefault("state", {})["request_id"] = request_id
        with self._tracing.request(headers.get(b"traceparent", b""), request_id) as span:
            route, status = await self._answered(scope, headers, request_id, receive, send)
            span.update_name(f"{scope['method']} {route}")
            span.set_attribute("http.response.status_code", status)

    async def _answered(
        self, scope: Scope, headers: dict[bytes, bytes], request_id: str, receive: Receive, send: Send
    ) -> tuple[str, int]:
        """The route and the status, once the answer is sent, counted and logged."""
        begun = time.perf_counter()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            body = await self._admit(scope, headers, receive)
            await self._app(scope, _replay(body, receive), answer)
        except MlError as error:
            await answer_of(error, request_id)(scope, receive, answer)
        except Exception as error:  # The one place that may catch all: what reaches it is our fault.
            self._log.failed(request_id, error)
            await answer_of(Internal(), request_id)(scope, receive, answer)
        seconds = time.perf_counter() - begun
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.count_request(route, status, seconds)
        self._log.request(request_id, str(scope["method"]), route, status, seconds)
        return route, status

    async def _admit(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        body = await _read(headers, receive)
        path = scope["raw_path"].decode("latin-1")
        if not path.startswith("/v1/"):
            return body
        if scope["query_string"]:
            path += "?" + scope["query_string"].decode("latin-1")
        if not is_signed(self._secret, headers, scope["method"], path, body, now=self._now()):
            raise Unauthenticated
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if body and kind != b"application/json":
            raise UnsupportedMedia
        return body


def _request_id(given: bytes) -> str:
    return given.decode() if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


async def _read(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise BodyTooLarge
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            raise BodyTooLarge
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_given = False

    async def again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
