"""One label: standardised features, a logistic with little shrinkage, knots that make it a probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from twin_ml.lab.evaluation.metrics import best_threshold
from twin_ml.lab.evaluation.rates import LEAST
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots, knots_of
from twin_ml.lab.truth import Row

STRENGTHS = (0.003, 0.03, 0.3)
"""Inverse penalties to choose from, by the loss on accounts that were left out."""
FOLDS = 5
CLEAN_WEIGHT = 8.0
"""A decision of someone without any pattern: a false alarm there is worse than a missed one elsewhere."""
TAIL = 1.0
"""Per cent of the values at each end that are clipped."""
PLACES = 6


@dataclass(frozen=True)
class FittedFeature:
    name: str
    coefficient: float
    mean: float
    sd: float
    min: float
    max: float


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
    """How far the rate of an account lies off beyond the dice of its decisions."""
    threshold: float
    """Of highest F1 on the people of the calibration."""


@dataclass(frozen=True)
class Scale:
    low: Floats
    high: Floats
    mean: Floats
    sd: Floats

    def standardise(self, values: Floats) -> Floats:
        """A missing value says nothing: it stands at the mean."""
        scaled = (np.round(np.clip(values, self.low, self.high), PLACES) - self.mean) / self.sd
        standard: Floats = np.where(np.isnan(scaled), 0.0, scaled)
        return standard


def fit_label(names: Sequence[str], training: Sequence[Row], calibrating: Sequence[Row]) -> FittedLabel:
    """Coefficients from one family of people, knots from another."""
    values, soft = _values(names, training), _soft(training)
    scale = _scale_of(values)
    x, weights = scale.standardise(values), _weights(training)
    strength = _best_strength(x, soft, weights, _groups(training))
    fitted = _logistic(x, soft, weights, strength)
    coefficients = np.round(fitted.coef_[0], PLACES)
    intercept = round(float(fitted.intercept_[0]), PLACES)
    logits = scale.standardise(_values(names, calibrating)) @ coefficients + intercept
    positives = sum(1 for row in calibrating if row.is_true)
    target = _soft(calibrating)
    raw = 1 / (1 + np.exp(-logits))
    knots, method = knots_of(raw, target, positives)
    calibrated = np.interp(raw, *np.array(knots).T)
    drawn = np.array([float(row.is_true) for row in calibrating])
    return FittedLabel(
        intercept=intercept,
        base_rate=round(float(target.mean()), 4),
        features=[
            FittedFeature(
                name=name,
                coefficient=float(coefficients[i]),
                mean=float(scale.mean[i]),
                sd=float(scale.sd[i]),
                min=float(scale.low[i]),
                max=float(scale.high[i]),
            )
            for i, name in enumerate(names)
        ],
        knots=knots,
        method=method,
        positives=sum(1 for row in training if row.is_true),
        rate_spread=round(_rate_spread(calibrated, target, _groups(calibrating)), 4),
        threshold=round(best_threshold(calibrated, drawn), 4),
    )


def _values(names: Sequence[str], rows: Sequence[Row]) -> Floats:
    return np.array(
        [
            [row.measured.values.get(name, np.nan) if row.measured else np.nan for name in names]
            for row in rows
        ]
    )


def _soft(rows: Sequence[Row]) -> Floats:
    """The planted probabilities: the same truth as the drawn labels, with less noise."""
    return np.array([row.posterior for row in rows])


def _weights(rows: Sequence[Row]) -> Floats:
    return np.array([CLEAN_WEIGHT if row.is_clean else 1.0 for row in rows])


def _groups(rows: Sequence[Row]) -> list[str]:
    return [row.account for row in rows]


def _scale_of(values: Floats) -> Scale:
    low: Floats
    high: Floats
    low, high = np.round(np.nanpercentile(values, [TAIL, 100 - TAIL], axis=0), 3)
    flat = ~(low < high)
    # A rare yes-or-no has both percentiles at no.
    low, high = (
        np.where(flat, np.nanmin(values, axis=0), low),
        np.where(flat, np.nanmax(values, axis=0), high),
    )
    high = np.where(low < high, high, low + 1)
    clipped = np.clip(values, low, high)
    mean: Floats = np.round(np.asarray(np.nanmean(clipped, axis=0)), PLACES)
    sd: Floats = np.round(np.asarray(np.nanstd(clipped, axis=0)), PLACES)
    return Scale(low, high, mean, np.where(sd > 0, sd, 1.0))


def _logistic(x: Floats, soft: Floats, weights: Floats, strength: float) -> LogisticRegression:
    """A soft label counts as a share of a yes and a share of a no."""
    both = np.vstack((x, x))
    answers = np.concatenate((np.ones(len(x)), np.zeros(len(x))))
    shares = np.concatenate((soft * weights, (1 - soft) * weights))
    model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-10, max_iter=500)
    return model.fit(both, answers, sample_weight=shares)


def _best_strength(x: Floats, soft: Floats, weights: Floats, groups: Sequence[str]) -> float:
    losses = []
    for strength in STRENGTHS:
        loss = 0.0
        for learn, test in GroupKFold(FOLDS).split(x, groups=groups):
            p = np.clip(
                _logistic(x[learn], soft[learn], weights[learn], strength).predict_proba(x[test])[:, 1],
                1e-9,
                1 - 1e-9,
            )
            loss -= float(np.sum(soft[test] * np.log(p) + (1 - soft[test]) * np.log1p(-p)))
        losses.append(loss)
    return STRENGTHS[int(np.argmin(losses))]


def _rate_spread(said: Floats, soft: Floats, groups: Sequence[str]) -> float:
    """Root mean square over accounts of what was said less what was planted."""
    accounts = np.array(groups)
    off = [
        float(said[chosen].mean() - soft[chosen].mean())
        for name in dict.fromkeys(groups)
        if (chosen := accounts == name).sum() >= LEAST
    ]
    return float(np.sqrt(np.mean(np.square(off)))) if off else 0.0
