"""One label: a curve for every feature that rises or falls as the definition says, and their sum in a
logistic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from twin_ml.lab.simulator.chance import Floats
from twin_ml.lab.training.calibration import Knots
from twin_ml.lab.training.definition import MEANINGS, Meaning
from twin_ml.lab.training.logistic import fit_signed
from twin_ml.lab.truth import Row

STRENGTHS = (0.1, 1.0, 10.0)
"""Inverse penalties to choose from, by the loss on accounts that were left out."""
FOLDS = 5
CLEAN_WEIGHTS = {
    "overtrading": 20.0,
    "averaging_down": 12.0,
    "revenge_trade": 6.0,
    "size_drift": 6.0,
    "early_exit": 12.0,
}
"""Of a decision of someone without any pattern, where such people look like the pattern: a false alarm there
is worse than a missed one elsewhere. 1 for other labels."""
SHARES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99)
"""Of the values of a feature, that lie below each knot of its curve."""
PLACES = 6


@dataclass(frozen=True)
class FittedFeature:
    name: str
    curve: Knots
    """Value to share of the logit."""


@dataclass(frozen=True)
class FittedCurves:
    intercept: float
    features: list[FittedFeature]

    def logits(self, rows: Sequence[Row]) -> Floats:
        """Of decisions at which the label was weighed; a missing measurement adds nothing."""
        values = _values([one.name for one in self.features], rows)
        shares = [
            np.interp(np.round(values[:, i], PLACES), *np.array(one.curve).T)
            for i, one in enumerate(self.features)
        ]
        logits: Floats = np.nansum(shares, axis=0) + self.intercept
        return logits


@dataclass(frozen=True)
class Pieces:
    """One feature as the lengths of its way through the pieces between its knots, in standard deviations."""

    knots: Floats
    sd: float
    mean: Floats

    def of(self, values: Floats) -> Floats:
        """A missing value says nothing: it stands at the mean."""
        pieces: Floats = np.where(np.isnan(values)[:, None], 0.0, self._ways(values) - self.mean)
        return pieces

    def _ways(self, values: Floats) -> Floats:
        low, high = self.knots[:-1], self.knots[1:]
        ways: Floats = (np.clip(np.round(values, PLACES)[:, None], low, high) - low) / self.sd
        return ways

    def curve(self, slopes: Floats) -> Knots:
        heights = np.append(0.0, np.cumsum(slopes * np.diff(self.knots) / self.sd)) - slopes @ self.mean
        return [(float(x), round(float(y), PLACES) + 0.0) for x, y in zip(self.knots, heights, strict=True)]


def fit_curves(label: str, rows: Sequence[Row]) -> FittedCurves:
    """`rows`: decisions at which the label was weighed."""
    names, meanings = list(MEANINGS[label]), list(MEANINGS[label].values())
    values, soft = _values(names, rows), soft_of(rows)
    pieces = [_pieces_of(values[:, i], meaning) for i, meaning in enumerate(meanings)]
    x, weights = _ways(pieces, values), _weights(label, rows)
    widths = [len(one.mean) for one in pieces]
    signs = np.repeat([float(meaning.sign) for meaning in meanings], widths)
    strength = _best_strength(x, soft, weights, signs, _groups(rows))
    fitted = fit_signed(x, soft, weights, signs, strength)
    slopes = np.split(fitted[:-1], np.cumsum(widths)[:-1])
    curves = [one.curve(own) for one, own in zip(pieces, slopes, strict=True)]
    features = [FittedFeature(name, curve) for name, curve in zip(names, curves, strict=True)]
    return FittedCurves(round(float(fitted[-1]), PLACES), features)


def soft_of(rows: Sequence[Row]) -> Floats:
    """The planted probabilities: the same truth as the drawn labels, with less noise."""
    return np.array([row.posterior for row in rows])


def _values(names: Sequence[str], rows: Sequence[Row]) -> Floats:
    return np.array(
        [
            [row.measured.values.get(name, np.nan) if row.measured else np.nan for name in names]
            for row in rows
        ]
    )


def _weights(label: str, rows: Sequence[Row]) -> Floats:
    clean = CLEAN_WEIGHTS.get(label, 1.0)
    return np.array([clean if row.is_clean else 1.0 for row in rows])


def _groups(rows: Sequence[Row]) -> list[str]:
    return [row.account for row in rows]


def _pieces_of(values: Floats, meaning: Meaning) -> Pieces:
    known = values[~np.isnan(values)]
    known = known if len(known) > 0 else np.zeros(1)
    knots = np.round(np.quantile(known, SHARES), 3)
    if knots[0] == knots[-1]:
        # A rare yes-or-no has all of them at no.
        knots = np.array([known.min(), known.max()])
    knots = np.unique(np.clip(knots, meaning.low, meaning.high))
    if len(knots) < 2:
        knots = np.array([knots[0], knots[0] + 1])
    pieces = Pieces(knots, float(known.std()) or 1.0, np.zeros(len(knots) - 1))
    return replace(pieces, mean=pieces.of(known).mean(axis=0))


def _ways(pieces: Sequence[Pieces], values: Floats) -> Floats:
    return np.column_stack([one.of(values[:, i]) for i, one in enumerate(pieces)])


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
