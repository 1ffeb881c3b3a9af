from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.exact import clip
from twin_ml.core.biases.habits import ln_size_spread, system_share
from twin_ml.core.biases.situation import Situation


def _measure(s: Situation) -> Values | None:
    if not s.is_entry or s.bars is None:
        return None
    z6, z24 = s.bars.z(1, s.price), s.bars.z(2, s.price)
    towards6 = None if z6 is None else s.direction * z6
    towards24 = None if z24 is None else s.direction * z24
    if not any(z is not None and z > 0 for z in (towards6, towards24)):
        return None
    z1 = s.bars.z(0, s.price)
    order = s.decision.order_type
    band = s.bars.band_position(s.price, s.direction)
    return {
        "z24": towards24,
        "z6": towards6,
        "bandPosition": None if band is None else clip((band - 0.5) / 0.5, -9, 9),
        "nearExtreme": s.bars.near_extreme(s.price, s.direction),
        "lnSizeRatio": s.ln_size_ratio,
        "lnRelativeRisk": s.state.chase.ln_relative_risk(),
        "missedAtr": _missed(s),
        "hoursSinceSpike": s.bars.ms_since_spike(s.ts, s.direction) / 3_600_000,
        "marketOrder": None if order is None else int(order == "market"),
        "z1": None if z1 is None else s.direction * z1,
        "beyondTrend": s.bars.beyond_trend(s.price, s.direction),
        "spikeSystem": system_share(s.state.chase),
        "lnSizeSpread": ln_size_spread(s),
        "rsi14": s.bars.rsi14,
    }


def _missed(s: Situation) -> float | None:
    """ATRs that the price moved in the direction since the own last exit of this position."""
    exit_price, atr = s.position.last_exit_price, None if s.bars is None else s.bars.atr14
    if exit_price is None or atr is None or atr <= 0:
        return None
    return clip(s.direction * (s.price - exit_price) / atr, -1000, 1000)


FOMO_CHASE = Detector(
    label="fomo_chase",
    measure=_measure,
    feature_names=(
        "z24", "z6", "bandPosition", "nearExtreme", "lnSizeRatio", "lnRelativeRisk",
        "missedAtr", "hoursSinceSpike", "marketOrder", "z1", "beyondTrend", "spikeSystem", "lnSizeSpread",
        "scheduledDca",
    ),
    suppressed_by=("dust", "gridBot", "marketMaker", "scheduledDca", "rebalancing", "hedge"),
    is_cause=True,
    candle_features=("z24", "z6", "bandPosition", "nearExtreme"),
)  # fmt: skip
"""Entering after a rise in the entry's own direction (science 1.2)."""
