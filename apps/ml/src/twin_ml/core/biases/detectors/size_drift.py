import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    streak = s.state.exits.streak
    if s.size_z is None or s.size_z < 0 or streak.length < 1:
        return None
    return {
        "sizeZ": s.size_z,
        "lnRelativeRisk": s.state.sizing.ln_relative_risk(),
        "streak": streak.sign * streak.length,
        "lnSizeRatio": s.ln_size_ratio,
        "sizeRatio": math.exp(s.ln_size_ratio),
    }


SIZE_DRIFT = Detector(
    label="size_drift",
    measure=_measure,
    feature_names=("sizeZ", "lnRelativeRisk", "streak", "lnSizeRatio"),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "hedge"),
)
"""A far larger share of equity than usual after a run of equal outcomes (science 1.10)."""
