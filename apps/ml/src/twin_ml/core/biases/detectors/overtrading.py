import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    limit = s.state.days.limit
    number = s.state.days.entries + 1
    if not s.is_entry or limit is None:
        return None
    if number < limit.surprising or number <= limit.quantile or number <= limit.mean:
        return None
    return {
        "lnExcess": math.log((number - limit.mean) / limit.mean),
        "entriesToday": number,
        "usualPerDay": limit.mean,
    }


OVERTRADING = Detector(
    label="overtrading",
    measure=_measure,
    feature_names=("lnExcess",),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "bot"),
)
"""Entries beyond the own daily range; ln((N - l) / l) is the logit of 1 - l / N (science 1.5)."""
