import math

from twin_ml.core.biases import daily
from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    days = s.state.days
    if not s.is_entry or days.usual is None:
        return None
    number = days.entries + 1
    unrest = daily.mean_unrest(days, None if s.bars is None else s.bars.unrest)
    usual = daily.usual_entries(days.usual, unrest)
    if not daily.is_surprising(number, usual, days.usual.size):
        return None
    return {"lnExcess": math.log((number - usual) / usual), "entriesToday": number, "usualPerDay": usual}


OVERTRADING = Detector(
    label="overtrading",
    measure=_measure,
    feature_names=("lnExcess",),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "bot"),
)
"""Entries beyond the own daily range; ln((N - l) / l) is the logit of 1 - l / N (science 1.5)."""
