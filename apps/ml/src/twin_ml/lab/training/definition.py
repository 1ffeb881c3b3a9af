"""What the definitions say of every feature before anything is learned: the sign of its coefficient, and the
range beyond which its value says no more (science 1). A coefficient that the simulated people would give the
other sign stays at 0: there the simulator speaks, not the pattern."""

from dataclasses import dataclass

INF = float("inf")


@dataclass(frozen=True)
class Meaning:
    sign: int
    """1: more of it speaks for the pattern, -1: against it."""
    low: float = -INF
    high: float = INF


MORE, LESS, SHARE = Meaning(1), Meaning(-1), Meaning(1, -1, 1)

MEANINGS: dict[str, dict[str, Meaning]] = {
    "fomo_chase": {
        **dict.fromkeys(("z24", "z6", "z1"), Meaning(1, -2, 4)),
        "bandPosition": Meaning(1, -1, 1.5),
        "lnSizeRatio": Meaning(1, -1, 1.5),
        **dict.fromkeys(
            ("lnRelativeRisk", "nearExtreme", "missedAtr", "marketOrder", "beyondTrend", "lnSizeSpread"), MORE
        ),
        **dict.fromkeys(("hoursSinceSpike", "spikeSystem", "scheduledDca"), LESS),
    },
    "panic_sell": {
        **dict.fromkeys(("dip1", "dip6", "dip24"), Meaning(1, -2, 4)),
        "bandPosition": Meaning(1, -1, 1.5),
        "lossAtrHalves": Meaning(1, 0, 1.5),
        **dict.fromkeys(
            ("belowBest", "closedShare", "burst", "lnRelativeRisk", "lnSizeSpread", "lnLossSpread"), MORE
        ),
        **dict.fromkeys(("dipSystem", "stopLike", "liquidation"), LESS),
    },
    "revenge_trade": {
        "lossRatio": Meaning(1, 0, 2),
        "lnSizeRatio": Meaning(1, -1, 1.5),
        "losingStreak": Meaning(1, 0, 3),
        **dict.fromkeys(("recency", "recencyHalfDay", "sameSymbol", "lnPace", "lnRelativeRisk"), MORE),
    },
    "overtrading": {
        **dict.fromkeys(("lnExcess", "surprise", "lnPaceHour", "lnPace", "lnPaceSix", "lnBursts"), MORE),
        **dict.fromkeys(("beyondTrend", "belowCost"), LESS),
    },
    "averaging_down": {
        "depthAtrHalves": Meaning(1, 0, 2),
        "belowLast": MORE,
        "lnAddRatio": Meaning(1, -1, 1.5),
        "adds": Meaning(1, 1, 4),
        "exposureZ": Meaning(1, -1, 2),
        "lnSizeRatio": Meaning(1, -1, 1.5),
        **dict.fromkeys(("martingale", "lnRelativeRisk"), MORE),
        **dict.fromkeys(("scheduledDca", "gridBot"), LESS),
    },
    "early_exit": {
        **dict.fromkeys(("gainShortfall", "holdShortfall"), SHARE),
        **dict.fromkeys(
            (
                "lnGainRatio",
                "dispositionFraction",
                "trendIntact",
                "winShare",
                "closedShare",
                "lnGainSpread",
                "lnGainHazard",
            ),
            MORE,
        ),
        **dict.fromkeys(("gainAtr", "takeProfitLike", "soldSpike"), LESS),
    },
    "size_drift": dict.fromkeys(("calmSizeZ", "lnRelativeRisk", "streak", "lnSizeExcess"), MORE),
    "break_even": {
        "adverseAtrHalves": Meaning(1, 0, 4),
        **dict.fromkeys(("nearBreakEven", "lnHoldRatio", "lnBunching"), MORE),
        "distanceAtr": LESS,
        "distancePercent": Meaning(-1, 0, 3),
        "gainPercent": Meaning(-1, -2, 2),
    },
}
"""`lnGainRatio` has the sign of realisation utility: joy grows with the gain (Barberis & Xiong 2012)."""
