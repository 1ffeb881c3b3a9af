"""One JSON line per event, with the field names of the api: ids, routes, times; never what was sent."""

import json
import logging
import sys
import traceback
from datetime import datetime, timezone

from twin_ml.api.tracing import trace_id

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
NAMES = {number: name for name, number in LEVELS.items()}


class Logger:
    def __init__(self, level: str, name: str = "twin_ml") -> None:
        self._log = logging.getLogger(name)
        self._log.setLevel(LEVELS[level])
        self._log.propagate = False
        if not self._log.handlers:
            handler = logging.StreamHandler(sys.stdout)
            handler.setFormatter(JsonLines())
            self._log.addHandler(handler)

    def request(self, request_id: str, method: str, route: str, status: int, seconds: float) -> None:
        level = logging.WARNING if status >= 500 else logging.INFO
        facts = {"reqId": request_id, "method": method, "route": route, "status": status}
        self._log.log(level, "answered", extra={"facts": {**facts, "ms": round(seconds * 1000, 1)}})

    def failed(self, request_id: str, error: Exception) -> None:
        """The place of the failure without its message, which may quote what was sent."""
        frames = [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        facts = {"reqId": request_id, "error": type(error).__name__, "at": frames[-8:]}
        self._log.error("failed", extra={"facts": facts})

    def rephrase(self, request_id: str, outcome: str, seconds: float) -> None:
        facts = {"reqId": request_id, "outcome": outcome, "ms": round(seconds * 1000, 1)}
        self._log.info("rephrase", extra={"facts": facts})


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": NAMES[record.levelno],
            "name": "ml",
            "msg": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if (trace := trace_id()) is not None:
            line["traceId"] = trace
        return json.dumps(line)
