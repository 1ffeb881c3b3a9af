"""Figures over rows of one label. Every one says itself when there is too little to compute it: None."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from twin_ml.lab.simulator.chance import Floats

Z95 = 1.959963984540054
BINS = 10


def auc(scores: Floats, truth: Floats) -> float | None:
    """Probability that a true one outranks a false one, ties counting half."""
    positives, negatives = float(truth.sum()), float((1 - truth).sum())
    if positives == 0 or negatives == 0:
        return None
    ranks = float(rankdata(scores)[truth > 0].sum())
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def best_threshold(scores: Floats, truth: Floats) -> float:
    """The one of highest F1."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())
    # Only where the score really falls can a threshold stand.
    last = np.append(np.diff(scores[order]) < 0, True)
    return float(scores[order][int(np.argmax(np.where(last, f1, -1)))])


@dataclass(frozen=True)
class Hits:
    flagged: int
    found: int
    true: int

    @property
    def precision(self) -> float | None:
        return self.found / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        return self.found / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        return 2 * self.found / (self.flagged + self.true) if self.true else None


def hits(flags: Floats | NDArray[np.bool_], truth: Floats) -> Hits:
    return Hits(int(flags.sum()), int((flags * truth).sum()), int(truth.sum()))


def best_f1(scores: Floats, truth: Floats) -> float | None:
    """At the threshold that suits these very decisions best: what no fixed threshold can exceed."""
    return hits(scores >= best_threshold(scores, truth), truth).f1 if truth.any() else None


def wilson(successes: float, n: int) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    share, z2 = successes / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)


@dataclass(frozen=True)
class Bin:
    said: float
    happened: float
    low: float
    high: float
    n: int


def reliability(scores: Floats, truth: Floats) -> list[Bin]:
    """Ten bins of equal mass: what was said and what happened."""
    order = np.argsort(scores, kind="stable")
    bins = []
    for part in np.array_split(order, BINS):
        if len(part) > 0:
            happened = float(truth[part].mean())
            bins.append(
                Bin(float(scores[part].mean()), happened, *wilson(truth[part].sum(), len(part)), len(part))
            )
    return bins


def calibration_error(bins: Sequence[Bin]) -> float | None:
    n = sum(one.n for one in bins)
    return sum(one.n * abs(one.said - one.happened) for one in bins) / n if n else None


def brier(scores: Floats, truth: Floats) -> tuple[float, float] | None:
    """The score, and the skill against always saying the base rate."""
    base = float(truth.mean()) if len(truth) else 0.0
    if base in (0.0, 1.0):
        return None
    score = float(((scores - truth) ** 2).mean())
    return score, 1 - score / (base * (1 - base))
