"""How regular a person is: what sets rules and machines apart from impulses."""

import math
from bisect import bisect_left
from itertools import pairwise

from twin_ml.core.biases.situation import SIZE_MINIMUM, Situation
from twin_ml.core.biases.windows import PRIOR_EVENTS, RiskCounts, TrailingWindow

_HOUR_MS = 3_600_000
STARTS_MINIMUM = 10
_SHORT_GAP = 0.1
"""Of the mean gap between two entries."""


def ln_size_spread(s: Situation) -> float | None:
    """ln of the robust standard deviation of the ln of own entry sizes, at least 1 %."""
    mad = s.quote.sizes.mad(SIZE_MINIMUM)
    return None if mad is None else math.log(max(1.4826 * mad, 0.01))


def ln_result_spread(returns: TrailingWindow) -> float | None:
    """ln of the robust standard deviation of own losses, or gains, in per cent against their median; at least
    2 %."""
    mad, usual = returns.mad(5), returns.median(5)
    return None if mad is None or not usual else math.log(max(1.4826 * mad / abs(usual), 0.02))


def ln_gain_hazard(realised: RiskCounts) -> float | None:
    """Exits per bar held above the cost against exits per bar below it, whose pace begins as that of all."""
    held = realised.exposure_in + realised.exposure_out
    if held == 0:
        return None
    return realised.ln_risk_from_pace((realised.events_in + realised.events_out + 1) / (held + 1), 5)


def ln_pace(s: Situation, hours: int) -> float | None:
    """Own entries of the last hours against the own pace over the last 50."""
    starts, span = s.state.entry_starts, hours * _HOUR_MS
    if len(starts) < STARTS_MINIMUM or s.ts <= starts[0]:
        return None
    expected = len(starts) * span / (s.ts - starts[0])
    recent = len(starts) - bisect_left(starts, s.ts - span)
    return math.log((1 + recent) / (1 + expected))


def ln_bursts(s: Situation) -> float | None:
    """Gaps shorter than a tenth of the mean gap, against those of entries that come by chance."""
    starts = s.state.entry_starts
    if len(starts) < STARTS_MINIMUM:
        return None
    gaps = len(starts) - 1
    limit = _SHORT_GAP * (starts[-1] - starts[0]) / gaps
    found = sum([later - earlier < limit for earlier, later in pairwise(starts)])
    return math.log((found + PRIOR_EVENTS) / (gaps * (1 - math.exp(-_SHORT_GAP)) + PRIOR_EVENTS))


def system_share(counts: RiskCounts) -> float | None:
    """From 0 at three fifths of the own acts inside a state of the market to 1 at all of them."""
    events = counts.events_in + counts.events_out
    return None if events < 10 else max(0.0, counts.events_in / events - 0.6) / (1 - 0.6)
