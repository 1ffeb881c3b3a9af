import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import SIZE_MINIMUM, Situation, is_grown

_DEPTH_FLOOR = 0.03
"""Stands in for ATR without candles."""


def _measure(s: Situation) -> Values | None:
    gain = s.gain
    if s.decision.kind != "increase" or gain is None:
        return None
    atr = None if s.bars is None else s.bars.atr14
    atr_share = _DEPTH_FLOOR if atr is None else atr / s.price if s.price > 0 else math.inf
    if gain >= 0:
        return None
    before, exposure = s.decision.before, s.ln_exposure
    previous = before.last_entry_notional
    adds = s.state.adds
    return {
        "depthAtrHalves": -gain / atr_share / 2 if atr_share > 0 else None,
        "belowLast": _below_last(s),
        "lnAddRatio": math.log(s.notional / previous) if previous and s.notional > 0 else None,
        "adds": before.adds + 1,
        "martingale": int(is_grown(s) and s.position.growths >= 1),
        "exposureZ": None
        if exposure is None
        else s.quote.exposures.robust_z(exposure, SIZE_MINIMUM, _DEPTH_FLOOR),
        # The paths between adds are not known, so the contrast is of counts, both shrunk.
        "lnRelativeRisk": math.log((adds.below + 3) / (adds.above + 3)),
        "lnSizeRatio": s.ln_size_ratio,
        "depth": -gain,
    }


def _below_last(s: Situation) -> float | None:
    """ln of the own last price in this book over this one, seen from the position."""
    last = s.position.price
    return s.direction * math.log(last / s.price) if last > 0 and s.price > 0 else None


AVERAGING_DOWN = Detector(
    label="averaging_down",
    measure=_measure,
    feature_names=(
        "depthAtrHalves", "belowLast", "lnAddRatio", "adds", "martingale", "exposureZ",
        "lnRelativeRisk", "lnSizeRatio", "scheduledDca", "gridBot",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "rebalancing", "hedge"),
    is_cause=True,
)  # fmt: skip
"""Adding to a position below its own cost (science 1.7)."""
