"""What a pattern is made of."""

from collections.abc import Callable
from dataclasses import dataclass

from twin_ml.core.biases.situation import Situation

Values = dict[str, float | None]
"""Measurements by name; what could not be measured is None and adds nothing to the logit."""


@dataclass(slots=True, frozen=True)
class Detector:
    label: str
    measure: Callable[[Situation], Values | None]
    """None: the pattern cannot apply. Reads nothing later than the decision."""
    feature_names: tuple[str, ...]
    """Exactly the features of the model; whatever else is measured is kept as a plain fact."""
    suppressed_by: tuple[str, ...]
    """Explanations that rule the pattern out."""
    is_cause: bool
    """Whether it says why the decision was taken at all, so that other such reasons speak against it."""
    candle_features: tuple[str, ...] = ()
    """The candle features without which the label says little; empty: it needs no candles."""
