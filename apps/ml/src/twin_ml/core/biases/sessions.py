"""When a market is closed: while at that time of the week there was no bar in the four weeks before."""

from bisect import bisect_right
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

HOUR_MS = 3_600_000
WEEK_MS = 168 * HOUR_MS
WEEKS = (1, 2, 3, 4)
KNOWN_MS = WEEKS[-1] * WEEK_MS
"""Nothing is said of a time with fewer weeks before it."""
MISSING_MOST = 1
"""So many bars may be missing in the span of a z-score, or at the moment."""
STALE_AFTER = 2
"""Bar lengths after its close from which on the last bar speaks for a moment only in a closed market."""

Begins = NDArray[np.int64]
T = TypeVar("T", int, Begins)


def open_time(ts: Begins, step_ms: int) -> Begins:
    """The begins of bars by a clock that only goes while the market is open.

    Across a gap it goes on by one step, and by the bars from the first to the last one that is missing.
    The outer hours do not count, as a session may have moved by one (summer time): in gaps between hourly
    bars only if they are long.
    """
    passed = np.diff(ts, prepend=ts[:1])
    gaps = np.flatnonzero((passed >= 2 * step_ms) & (passed <= WEEK_MS))
    gaps = gaps[ts[gaps - 1] - KNOWN_MS >= ts[:1]]
    outer = np.where((passed[gaps] >= 5 * step_ms) | (step_ms > HOUR_MS), HOUR_MS, 0)
    begin, end = ts[gaps - 1] + outer, ts[gaps] - outer
    first, last = end.copy(), begin.copy()
    for weeks in WEEKS:
        then = weeks * WEEK_MS
        inner = np.searchsorted(ts, begin - then, side="right")
        behind = np.searchsorted(ts, end - then)
        some = inner < behind
        np.minimum(first, ts[inner] + then, out=first, where=some)
        np.maximum(last, ts[behind - 1] + then, out=last, where=some)
    missing = np.where(first <= last, 1 + _rounded(last - first, step_ms), 0)
    passed[gaps] = np.minimum(passed[gaps], (1 + missing) * step_ms)
    return np.cumsum(passed)


def is_stale(ts: list[int], k: int, step_ms: int, now: int) -> bool:
    """Whether bar k, the last closed one, is old and more than one has been missing since."""
    begin, end = ts[k], now - step_ms
    if end - begin <= STALE_AFTER * step_ms:
        return False
    if end - begin >= WEEK_MS or begin - KNOWN_MS < ts[0]:
        return True
    missing: list[int] = []
    for weeks in WEEKS:
        then = weeks * WEEK_MS
        closed = ts[bisect_right(ts, begin - then) : bisect_right(ts, end - then)]
        missing += [bar + then for bar in (*closed[:1], *closed[-1:])]
    return bool(missing) and 1 + _rounded(max(missing) - min(missing), step_ms) > MISSING_MOST


def _rounded(span: T, step_ms: int) -> T:
    """In steps, halves up."""
    return (2 * span + step_ms) // (2 * step_ms)
