import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.detectors.disposition_effect import sold_in_excess
from twin_ml.core.biases.habits import ln_gain_hazard, ln_result_spread
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    gain = s.gain
    if s.is_entry or gain is None or gain <= 0 or s.price <= 0 or s.closed_share < 0.5:
        return None
    usual_loss = s.quote.losses.median(5)
    usual_hold = s.state.exits.losing_holds.median(5)
    opened = s.decision.before.opened_ts
    z1 = None if s.bars is None else s.bars.z(0, s.price)
    atr = None if s.bars is None else s.bars.atr24
    return {
        "gainShortfall": None if usual_loss is None else 1 - _amount_won(s, gain) / usual_loss,
        "holdShortfall": None if opened is None or not usual_hold else 1 - (s.ts - opened) / usual_hold,
        "lnGainRatio": _ln_gain_ratio(s, gain),
        "dispositionFraction": sold_in_excess(s.state.disposition),
        "trendIntact": None if s.bars is None else s.bars.trend_intact(s.price, s.direction),
        "gainAtr": None if not atr or atr <= 0 else gain * s.price / atr,
        "winShare": (s.state.exits.wins + 5) / (s.state.exits.wins + s.state.exits.losses + 10),
        "closedShare": s.closed_share,
        "lnGainSpread": ln_result_spread(s.state.exits.winning_returns),
        "lnGainHazard": ln_gain_hazard(s.state.realised),
        "soldSpike": None if z1 is None else int(s.direction * z1 >= 2.5),
        "capturedShare": _captured_share(s, gain, opened),
        "gain": gain,
    }


def _amount_won(s: Situation, gain: float) -> float:
    """Settlement units won by what was closed.

    A gain is relative to the cost, which is the price over 1 + direction * gain; an inverse contract's units
    are worth its price, so there the gain is already relative to the notional.
    """
    closed = s.notional * min(1.0, abs(s.qty_before) / s.decision.qty)
    return closed * gain if s.decision.instrument == "inverse" else closed * gain / (1 + s.direction * gain)


def _ln_gain_ratio(s: Situation, gain: float) -> float | None:
    """Against the own usual gain of closed episodes."""
    usual = s.state.exits.winning_returns.median(5)
    return math.log(gain / usual) if usual is not None and usual > 0 else None


def _captured_share(s: Situation, gain: float, opened: int | None) -> float | None:
    """Of the best gain inside the hold; only a description."""
    best = None if s.bars is None or opened is None else s.bars.best_since(opened, s.direction)
    if best is None or s.cost is None:
        return None
    best_gain = s.direction * (best / s.cost - 1)
    return min(1.0, gain / best_gain) if best_gain > 0 else None


EARLY_EXIT = Detector(
    label="early_exit",
    measure=_measure,
    feature_names=(
        "gainShortfall", "holdShortfall", "lnGainRatio", "dispositionFraction", "trendIntact",
        "gainAtr", "winShare", "closedShare", "lnGainSpread", "lnGainHazard", "takeProfitLike",
        "soldSpike",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "rebalancing", "taxLoss", "hedge"),
    is_cause=True,
)  # fmt: skip
"""A gain taken that is small and quick against the own losses; nothing later counts (science 1.8)."""
