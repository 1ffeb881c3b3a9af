from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import DispositionCounts


def _measure(s: Situation) -> Values | None:
    gain = s.gain
    if s.is_entry or gain is None or gain <= 0 or s.price <= 0 or s.closed_share < 0.5:
        return None
    usual_loss = s.quote.losses.median(5)
    if usual_loss is None or usual_loss <= 0:
        return None
    usual_hold = s.state.exits.losing_holds.median(5)
    opened = s.decision.before.opened_ts
    z1 = None if s.bars is None else s.bars.z(0, s.price)
    return {
        "gainShortfall": 1 - _amount_won(s, gain) / usual_loss,
        "holdShortfall": None if opened is None or not usual_hold else 1 - (s.ts - opened) / usual_hold,
        "dispositionFraction": _attributable_fraction(s.state.disposition),
        "trendIntact": None if s.bars is None else s.bars.trend_intact(s.price, s.direction),
        "soldSpike": None if z1 is None else int(s.direction * z1 >= 2.5),
        "gain": gain,
        "closedShare": s.closed_share,
    }


def _amount_won(s: Situation, gain: float) -> float:
    """Settlement units won by what was closed.

    A gain is relative to the cost, which is the price over 1 + direction * gain; an inverse contract's units
    are worth its price, so there the gain is already relative to the notional.
    """
    closed = s.notional * min(1.0, abs(s.qty_before) / s.decision.qty)
    return closed * gain if s.decision.instrument == "inverse" else closed * gain / (1 + s.direction * gain)


def _attributable_fraction(counts: DispositionCounts) -> float:
    """max(0, 1 - 1 / hazard ratio) of gain sales against loss sales, each shrunk by 3 expected sales."""
    gains = (counts.observed_gains + 3) / (counts.expected_gains + 3)
    losses = (counts.observed_losses + 3) / (counts.expected_losses + 3)
    return max(0.0, 1 - losses / gains)


EARLY_EXIT = Detector(
    label="early_exit",
    measure=_measure,
    feature_names=(
        "gainShortfall", "holdShortfall", "dispositionFraction", "trendIntact", "takeProfitLike", "soldSpike",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "rebalancing", "taxLoss", "hedge"),
)  # fmt: skip
"""A gain taken that is small and quick against the own losses; nothing later counts (science 1.8)."""
