import math

from twin_ml.core.biases import daily
from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.habits import ln_bursts, ln_pace
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import UsualDay


def _measure(s: Situation) -> Values | None:
    days, pace = s.state.days, ln_pace(s, 3)
    if not s.is_entry or (days.usual is None and pace is None):
        return None
    paces: Values = {
        "lnPaceHour": ln_pace(s, 1),
        "lnPace": pace,
        "lnPaceSix": ln_pace(s, 6),
        "lnBursts": ln_bursts(s),
        "entriesToday": days.entries + 1,
        "beyondTrend": None if s.bars is None else s.bars.beyond_trend(s.price, s.direction),
        "belowCost": max(0.0, -(s.gain or 0.0)),
    }
    return paces if days.usual is None else {**_excess(s, days.usual), **paces}


def _excess(s: Situation, usual_day: UsualDay) -> Values:
    """What the day's count says, once there are days enough to compare it with."""
    days = s.state.days
    number = days.entries + 1
    unrest = daily.mean_unrest(days, None if s.bars is None else s.bars.unrest)
    usual = daily.usual_entries(usual_day, unrest)
    tail = daily.upper_tail(number, usual, usual_day.size)
    return {
        "lnExcess": math.log(max(number - usual, 0.05 * usual) / usual),
        "surprise": -math.log10(max(tail, 1e-4)),
        "usualPerDay": usual,
    }


OVERTRADING = Detector(
    label="overtrading",
    measure=_measure,
    feature_names=(
        "lnExcess", "surprise", "lnPaceHour", "lnPace", "lnPaceSix", "lnBursts", "beyondTrend", "belowCost",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "bot"),
    is_cause=True,
)  # fmt: skip
"""Entries beyond the own daily range; ln((N - l) / l) is the logit of 1 - l / N (science 1.5)."""
