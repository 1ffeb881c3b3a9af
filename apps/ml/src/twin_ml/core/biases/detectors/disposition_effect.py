import math

from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.exact import normal_cdf
from twin_ml.core.biases.situation import Situation
from twin_ml.core.biases.state import DispositionCounts

_PRIOR_SD = 0.35
"""Of ln hazard ratios over people, around 0."""


def _measure(s: Situation) -> Values | None:
    gain = s.gain
    if s.is_entry or s.closed_share == 0 or gain is None or gain <= 0:
        return None
    winners, losers = s.paper_results()
    share = sold_in_excess(s.state.disposition)
    if losers == 0 or not 0 < share < 1:
        return None
    return {
        "lnOdds": math.log(share / (1 - share)),
        "gain": gain,
        "losersHeld": losers,
        "winnersHeld": winners,
    }


def sold_in_excess(counts: DispositionCounts) -> float:
    """E max(0, 1 - exp(-X)), X the ln hazard ratio of gains against losses, normal after its prior.

    Each side begins with 3 sales; the error of X is that of its two counts.
    """
    gains, losses = counts.observed_gains + 3, counts.observed_losses + 3
    x = math.log(gains / (counts.expected_gains + 3) * ((counts.expected_losses + 3) / losses))
    own, prior = 1 / (1 / gains + 1 / losses), 1 / (_PRIOR_SD * _PRIOR_SD)
    mean, variance = x * own / (own + prior), 1 / (own + prior)
    sd = math.sqrt(variance)
    return normal_cdf(mean / sd) - math.exp(variance / 2 - mean) * normal_cdf(mean / sd - sd)


DISPOSITION_EFFECT = Detector(
    label="disposition_effect",
    measure=_measure,
    feature_names=("lnOdds",),
    suppressed_by=("dust", "gridBot", "marketMaker", "rebalancing", "taxLoss", "hedge", "takeProfitLike"),
    is_cause=False,
)
"""A winner sold while a loser stayed open: the share of own gain sales in excess (science 1.6)."""
