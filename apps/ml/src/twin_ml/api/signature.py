"""Who may call: whoever knows the shared secret. HMAC-SHA256 over time, method, path and body.

The calls are pure, so a repeated one tells nothing new and no list of used signatures is kept.
"""

import hashlib
import hmac
import time
from collections.abc import Callable

WINDOW_MS = 5 * 60_000
TIMESTAMP_HEADER = b"x-twin-timestamp"
SIGNATURE_HEADER = b"x-twin-signature"

NowMs = Callable[[], int]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def sign(secret: bytes, timestamp: str, method: str, path: str, body: bytes) -> str:
    """Hex. The path is as sent, query included; lines keep the parts apart."""
    mac = hmac.new(secret, f"{timestamp}\n{method}\n{path}\n".encode(), hashlib.sha256)
    mac.update(body)
    return mac.hexdigest()


def is_signed(
    secret: bytes, headers: dict[bytes, bytes], method: str, path: str, body: bytes, *, now: int
) -> bool:
    timestamp = headers.get(TIMESTAMP_HEADER, b"").decode("latin-1")
    # isdecimal also takes other scripts' digits, which no clock writes.
    if not (timestamp.isascii() and timestamp.isdecimal()) or len(timestamp) > 15:
        return False
    if abs(now - int(timestamp)) > WINDOW_MS:
        return False
    given = headers.get(SIGNATURE_HEADER, b"")
    return hmac.compare_digest(given, sign(secret, timestamp, method, path, body).encode())
