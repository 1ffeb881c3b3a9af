import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    gain, opened = s.gain, s.decision.before.opened_ts
    atr = None if s.bars is None else s.bars.atr14
    if s.is_entry or s.closed_share < 0.5 or opened is None or not atr or gain is None:
        return None
    worst = None if s.bars is None else s.bars.worst_since(opened, s.direction)
    if worst is None or s.cost is None:
        return None
    adverse = s.direction * (s.cost - worst) / atr
    is_near = abs(gain) * s.price <= 0.25 * atr
    usual = s.state.exits.winning_holds.median(5)
    hold = s.ts - opened
    is_long_loser = gain < 0 and usual is not None and hold > 2 * usual
    # A long-held loser counts when its paper loss went further than the own losses usually do.
    stop = s.state.exits.losing_returns.median(5)
    is_beyond_stop = stop is not None and s.direction * (worst / s.cost - 1) < stop
    distance = abs(gain) * s.price / atr
    if not ((distance <= 0.75 and adverse >= 1) or (is_long_loser and is_beyond_stop)):
        return None
    exits = s.state.near_cost
    return {
        "nearBreakEven": int(is_near),
        "adverseAtrHalves": adverse / 2,
        "lnHoldRatio": math.log(hold / usual) if usual and hold > 0 else None,
        "lnBunching": math.log((exits.observed + 3) / (exits.expected + 3)),
        "distanceAtr": distance,
        "distancePercent": 100 * abs(gain),
        "gainPercent": 100 * gain,
    }


BREAK_EVEN = Detector(
    label="break_even",
    measure=_measure,
    feature_names=(
        "nearBreakEven", "adverseAtrHalves", "lnHoldRatio", "lnBunching", "distanceAtr", "distancePercent",
        "gainPercent",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "rebalancing", "taxLoss", "hedge"),
    is_cause=True,
    candle_features=("adverseAtrHalves",),
)  # fmt: skip
"""Out near the own cost after a deep paper loss, or a loser held far longer than winners (science 1.9)."""
