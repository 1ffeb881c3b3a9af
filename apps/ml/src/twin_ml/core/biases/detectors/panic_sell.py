from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.exact import clip
from twin_ml.core.biases.habits import ln_result_spread, ln_size_spread, system_share
from twin_ml.core.biases.situation import Situation

_HOUR_MS = 3_600_000


def _measure(s: Situation) -> Values | None:
    if s.is_entry or s.bars is None or s.closed_share < 0.25:
        return None
    dips = [None if z is None else -s.direction * z for z in (s.bars.z(h, s.price) for h in (0, 1, 2))]
    dip1, dip6, dip24 = dips
    if not any(dip is not None and dip > 0 for dip in dips):
        return None
    band = s.bars.band_position(s.price, s.direction)
    return {
        "dip1": dip1,
        "dip6": dip6,
        "dip24": dip24,
        "belowBest": s.bars.below_best(s.price, s.direction),
        "bandPosition": None if band is None else clip((0.5 - band) / 0.5, -9, 9),
        "lossAtrHalves": _loss_in_half_ranges(s),
        "closedShare": s.closed_share,
        "burst": _burst(s),
        "lnRelativeRisk": s.state.dip.ln_relative_risk(),
        "dipSystem": system_share(s.state.dip),
        "lnSizeSpread": ln_size_spread(s),
        "lnLossSpread": ln_result_spread(s.state.exits.losing_returns),
    }


def _loss_in_half_ranges(s: Situation) -> float | None:
    """(average cost - price) against two ATRs of 24 bars, in the direction of the position."""
    atr = None if s.bars is None else s.bars.atr24
    if atr is None or atr <= 0 or s.cost is None:
        return None
    return s.direction * (s.cost - s.price) / atr / 2


def _burst(s: Situation) -> float:
    """Share of the exposure that own reductions of the hour before took out."""
    sold = 0.0
    for ts, notional in s.quote.reductions:
        if ts > s.ts - _HOUR_MS:
            sold += notional
    return min(1.0, sold / (sold + s.quote.gross)) if sold > 0 else 0.0


PANIC_SELL = Detector(
    label="panic_sell",
    measure=_measure,
    feature_names=(
        "dip1", "dip6", "dip24", "belowBest", "bandPosition", "lossAtrHalves", "closedShare",
        "burst", "lnRelativeRisk", "dipSystem", "lnSizeSpread", "lnLossSpread", "stopLike",
        "liquidation",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "rebalancing", "taxLoss", "hedge"),
    is_cause=True,
    candle_features=("dip6", "dip24", "bandPosition", "lossAtrHalves"),
)  # fmt: skip
"""Closing at least a quarter of a position into a move against it (science 1.3)."""
