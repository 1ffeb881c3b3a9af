"""Every pattern of single decisions, in the order in which the tags of one decision are written."""

from twin_ml.core.biases.detectors.averaging_down import AVERAGING_DOWN
from twin_ml.core.biases.detectors.break_even import BREAK_EVEN
from twin_ml.core.biases.detectors.detector import Detector, Values
from twin_ml.core.biases.detectors.disposition_effect import DISPOSITION_EFFECT
from twin_ml.core.biases.detectors.early_exit import EARLY_EXIT
from twin_ml.core.biases.detectors.fomo_chase import FOMO_CHASE
from twin_ml.core.biases.detectors.overtrading import OVERTRADING
from twin_ml.core.biases.detectors.panic_sell import PANIC_SELL
from twin_ml.core.biases.detectors.revenge_trade import REVENGE_TRADE
from twin_ml.core.biases.detectors.size_drift import SIZE_DRIFT

DETECTORS = (
    FOMO_CHASE,
    PANIC_SELL,
    REVENGE_TRADE,
    OVERTRADING,
    AVERAGING_DOWN,
    EARLY_EXIT,
    SIZE_DRIFT,
    BREAK_EVEN,
    DISPOSITION_EFFECT,
)

__all__ = ["DETECTORS", "Detector", "Values"]
