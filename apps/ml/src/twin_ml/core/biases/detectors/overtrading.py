import math

from twin_ml.core.biases import daily
from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.habits import ln_bursts, ln_pace
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    days = s.state.days
    if not s.is_entry or days.usual is None:
        return None
    number = days.entries + 1
    unrest = daily.mean_unrest(days, None if s.bars is None else s.bars.unrest)
    usual = daily.usual_entries(days.usual, unrest)
    tail = daily.upper_tail(number, usual, days.usual.size)
    return {
        "lnExcess": math.log(max(number - usual, 0.05 * usual) / usual),
        "surprise": -math.log10(max(tail, 1e-4)),
        "lnPaceHour": ln_pace(s, 1),
        "lnPace": ln_pace(s, 3),
        "lnPaceSix": ln_pace(s, 6),
        "lnBursts": ln_bursts(s),
        "entriesToday": number,
        "usualPerDay": usual,
    }


OVERTRADING = Detector(
    label="overtrading",
    measure=_measure,
    feature_names=("lnExcess", "surprise", "lnPaceHour", "lnPace", "lnPaceSix", "lnBursts"),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "bot"),
)
"""Entries beyond the own daily range; ln((N - l) / l) is the logit of 1 - l / N (science 1.5)."""
