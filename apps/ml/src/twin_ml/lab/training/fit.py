"""One label: standardised features, a logistic whose signs are those of the definition, knots that make it a
probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from twin_ml.lab.evaluation.metrics import best_threshold
from twin_ml.lab.evaluation.rates import LEAST, dice_of, rate_error
from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots, knots_of
from twin_ml.lab.training.definition import MEANINGS, Meaning
from twin_ml.lab.training.logistic import fit_signed
from twin_ml.lab.truth import Row

STRENGTHS = (0.003, 0.03, 0.3)
"""Inverse penalties to choose from, by the loss on accounts that were left out."""
FOLDS = 5
CLEAN_WEIGHT = 6.0
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


def fit_label(label: str, training: Sequence[Row], calibrating: Sequence[Row]) -> FittedLabel:
    """Coefficients from one family of people, knots from another. `calibrating` holds all decisions in
    which the label could be, also those that a gate ruled out."""
    names = list(MEANINGS[label])
    meanings = list(MEANINGS[label].values())
    measured = [row for row in training if row.measured is not None]
    values, soft = _values(names, measured), _soft(measured)
    scale = _scale_of(values, meanings)
    x, weights = scale.standardise(values), _weights(measured)
    signs = np.array([float(meaning.sign) for meaning in meanings])
    strength = _best_strength(x, soft, weights, signs, _groups(measured))
    fitted = np.round(fit_signed(x, soft, weights, signs, strength), PLACES)
    coefficients, intercept = fitted[:-1], float(fitted[-1])
    weighed = np.array([row.measured is not None for row in calibrating])
    calibrated_on = [row for row in calibrating if row.measured is not None]
    raw = expit(scale.standardise(_values(names, calibrated_on)) @ coefficients + intercept)
    target = _soft(calibrated_on)
    positives = sum(1 for row in calibrated_on if row.is_true)
    knots, method = knots_of(raw, target, positives)
    calibrated = np.zeros(len(calibrating))
    calibrated[weighed] = np.interp(raw, *np.array(knots).T)
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
        positives=sum(1 for row in measured if row.is_true),
        rate_spread=round(_rate_spread(calibrated, drawn, _groups(calibrating)), 4),
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


def _scale_of(values: Floats, meanings: Sequence[Meaning]) -> Scale:
    low: Floats
    high: Floats
    low, high = np.round(np.nanpercentile(values, [TAIL, 100 - TAIL], axis=0), 3)
    flat = ~(low < high)
    # A rare yes-or-no has both percentiles at no.
    low, high = (
        np.where(flat, np.nanmin(values, axis=0), low),
        np.where(flat, np.nanmax(values, axis=0), high),
    )
    low = np.maximum(low, [meaning.low for meaning in meanings])
    high = np.minimum(high, [meaning.high for meaning in meanings])
    high = np.where(low < high, high, low + 1)
    clipped = np.clip(values, low, high)
    mean: Floats = np.round(np.asarray(np.nanmean(clipped, axis=0)), PLACES)
    sd: Floats = np.round(np.asarray(np.nanstd(clipped, axis=0)), PLACES)
    return Scale(low, high, mean, np.where(sd > 0, sd, 1.0))


def _best_strength(x: Floats, soft: Floats, weights: Floats, signs: Floats, groups: Sequence[str]) -> float:
    losses = []
    for strength in STRENGTHS:
        loss = 0.0
        for learn, test in GroupKFold(FOLDS).split(x, groups=groups):
            beta = fit_signed(x[learn], soft[learn], weights[learn], signs, strength)
            p = np.clip(expit(x[test] @ beta[:-1] + beta[-1]), 1e-9, 1 - 1e-9)
            loss -= float(np.sum(soft[test] * np.log(p) + (1 - soft[test]) * np.log1p(-p)))
        losses.append(loss)
    return STRENGTHS[int(np.argmin(losses))]


def _rate_spread(said: Floats, drawn: Floats, groups: Sequence[str]) -> float:
    """How far rates of accounts lie off beyond the dice: root of the mean square less that of the dice."""
    accounts = np.array(groups)
    beyond = [
        rate_error(said[chosen], drawn[chosen]) ** 2 - dice_of(said[chosen]) ** 2
        for name in dict.fromkeys(groups)
        if (chosen := accounts == name).sum() >= LEAST
    ]
    return float(np.sqrt(max(0.0, float(np.mean(beyond))))) if beyond else 0.0
