import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.exact import clip
from twin_ml.core.biases.habits import ln_pace
from twin_ml.core.biases.outcomes import ln_reentry_risk
from twin_ml.core.biases.situation import Situation

_HOUR_MS = 3_600_000


def _measure(s: Situation) -> Values | None:
    exits = s.state.exits
    loss = exits.last_loss
    if not s.is_entry or loss is None or loss.quote != s.asset or s.ts - loss.ts > 24 * _HOUR_MS:
        return None
    usual = s.quote.losses.median(1)
    if usual is None:
        usual = loss.amount
    if usual <= 0:
        return None
    return {
        "recency": math.exp(-(s.ts - loss.ts) / (4 * _HOUR_MS)),
        "lossRatio": clip(loss.amount / usual, 0, 100),
        "lnSizeRatio": s.ln_size_ratio,
        "losingStreak": exits.streak.length - 1 if exits.streak.sign < 0 else 0,
        "sameSymbol": int(loss.symbol == s.decision.symbol),
        "lnRelativeRisk": ln_reentry_risk(s.state, s.ts),
        "recencyHalfDay": math.exp(-(s.ts - loss.ts) / (12 * _HOUR_MS)),
        "lnPace": ln_pace(s, 3),
        "minutesSinceLoss": (s.ts - loss.ts) / 60_000,
    }


REVENGE_TRADE = Detector(
    label="revenge_trade",
    measure=_measure,
    feature_names=(
        "recency", "lossRatio", "lnSizeRatio", "losingStreak", "sameSymbol", "lnRelativeRisk",
        "recencyHalfDay", "lnPace",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "hedge"),
    is_cause=True,
)  # fmt: skip
"""A quick re-entry after a realised loss that matters, against the own pace after wins (science 1.4)."""
