"""How regular a person is: what sets rules and machines apart from impulses."""

import math

from twin_ml.core.biases.situation import SIZE_MINIMUM, Situation
from twin_ml.core.biases.windows import RiskCounts

_PACE_MS = 3 * 3_600_000


def ln_size_spread(s: Situation) -> float | None:
    """ln of the robust standard deviation of the ln of own entry sizes, at least 1 %."""
    mad = s.quote.sizes.mad(SIZE_MINIMUM)
    return None if mad is None else math.log(max(1.4826 * mad, 0.01))


def ln_pace(s: Situation) -> float | None:
    """Own decisions of the last three hours against the own pace over the last 50."""
    starts = s.state.starts
    if len(starts) < 20 or s.ts <= starts[0]:
        return None
    expected = len(starts) * _PACE_MS / (s.ts - starts[0])
    recent = sum(1 for start in starts if start >= s.ts - _PACE_MS)
    return math.log((1 + recent) / (1 + expected))


def system_share(counts: RiskCounts) -> float | None:
    """From 0 at three fifths of the own acts inside a state of the market to 1 at all of them."""
    events = counts.events_in + counts.events_out
    return None if events < 10 else max(0.0, counts.events_in / events - 0.6) / (1 - 0.6)
