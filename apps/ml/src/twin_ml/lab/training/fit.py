"""All labels: curves from one family of people, then knots from another that make what they say
probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from twin_ml.core.biases.detectors import DETECTORS
from twin_ml.lab.evaluation.metrics import best_threshold
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots
from twin_ml.lab.training.curves import FittedCurves, FittedFeature, fit_curves, soft_of
from twin_ml.lab.training.family import Family, rate_spread
from twin_ml.lab.truth import Row

CAUSES = {detector.label for detector in DETECTORS if detector.is_cause}

Rows = Mapping[str, Sequence[Row]]
"""By label: all decisions in which it could be, also those that a gate ruled out."""


@dataclass(frozen=True)
class FittedLabel:
    intercept: float
    base_rate: float
    features: list[FittedFeature]
    knots: Knots
    method: str
    """Of the calibration."""
    positives: int
    rate_spread: float
    """How far the rate of an account lies off beyond the dice, in a family unknown to the calibration."""
    threshold: float
    """Of highest F1 on the people of the calibration."""


def fit_labels(training: Rows, calibrating: Rows) -> dict[str, FittedLabel]:
    """Curves from one family of people, each label by itself; knots from another, for what the curves of all
    causes of a decision say together."""
    curves = {label: fit_curves(label, _weighed(rows)) for label, rows in training.items()}
    people = {label: [row for row in rows if not row.is_clean] for label, rows in training.items()}
    own, others = _families(curves, people), _families(curves, calibrating)
    return {
        label: _calibrated(one, own[label], others[label], _weighed(training[label]))
        for label, one in curves.items()
    }


def _calibrated(curves: FittedCurves, people: Family, others: Family, measured: Sequence[Row]) -> FittedLabel:
    knots, method = others.calibration()
    return FittedLabel(
        intercept=curves.intercept,
        base_rate=round(float(soft_of(_weighed(others.rows)).mean()), 4),
        features=curves.features,
        knots=knots,
        method=method,
        positives=sum(1 for row in measured if row.is_true),
        rate_spread=round(rate_spread(people, others), 4),
        threshold=round(best_threshold(others.said(knots), others.drawn()), 4),
    )


def _families(curves: Mapping[str, FittedCurves], rows: Rows) -> dict[str, Family]:
    """What the curves say of every label, after the other causes of the same decision."""
    logits = {label: one.logits(_weighed(rows[label])) for label, one in curves.items()}
    odds: dict[tuple[str, str], float] = {}
    for label, own in logits.items():
        if label not in CAUSES:
            continue
        for row, logit in zip(_weighed(rows[label]), own, strict=True):
            odds[_key(row)] = odds.get(_key(row), 0.0) + float(np.exp(logit))
    return {
        label: Family(rows[label], expit(own - _against(odds, _weighed(rows[label]), own, label)))
        for label, own in logits.items()
    }


def _against(odds: Mapping[tuple[str, str], float], rows: Sequence[Row], own: Floats, label: str) -> Floats:
    if label not in CAUSES:
        return np.zeros(len(rows))
    others = np.array([odds[_key(row)] for row in rows]) - np.exp(own)
    against: Floats = np.log1p(np.maximum(others, 0.0))
    return against


def _key(row: Row) -> tuple[str, str]:
    return row.account, row.decision.id


def _weighed(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.measured is not None]
