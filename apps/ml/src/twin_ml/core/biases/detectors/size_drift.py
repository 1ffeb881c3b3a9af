import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import SIZE_MINIMUM, SIZE_SPREAD_FLOOR, Situation, price_power

_EQUAL_AMOUNTS = 1e-3


def _measure(s: Situation) -> Values | None:
    streak = s.state.exits.streak
    if s.size_z is None or s.size_z < 0 or streak.length < 1 or _is_usual_amount(s):
        return None
    calm_z = s.quote.calm_sizes.robust_z(math.log(s.notional), SIZE_MINIMUM, SIZE_SPREAD_FLOOR)
    return {
        "calmSizeZ": calm_z,
        "lnRelativeRisk": s.state.sizing.ln_relative_risk(),
        "streak": streak.sign * streak.length,
        "lnSizeExcess": None if calm_z is None else min(s.ln_size_ratio, calm_z / 2),
        "sizeRatio": math.exp(s.ln_size_ratio),
    }


def _is_usual_amount(s: Situation) -> bool:
    """As many coins or contracts as half of the own last trades in the same direction: no bolder."""
    power = price_power(s.key)
    amount = math.log(s.notional) + power * math.log(s.price)
    own = [size + power * price for side, price, size in s.position.trades if side == s.sign]
    equal = sum([abs(one - amount) < _EQUAL_AMOUNTS for one in own])
    return len(own) >= SIZE_MINIMUM and 2 * equal >= len(own)


SIZE_DRIFT = Detector(
    label="size_drift",
    measure=_measure,
    feature_names=("calmSizeZ", "lnRelativeRisk", "streak", "lnSizeExcess"),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "hedge"),
    is_cause=False,
)
"""A far larger share of equity than usual after a run of equal outcomes (science 1.10)."""
