"""Raw score to probability: Platt's curve from few positives, isotonic steps from many; both as knots."""

from itertools import pairwise

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from twin_ml.lab.simulator.chance import Floats

ENOUGH_FOR_STEPS = 1_000
SHARES = (*np.linspace(0, 0.8, 17), 0.84, 0.88, 0.91, 0.93, 0.95, 0.965, 0.98, 0.988, 0.994, 1.0)
"""Edges of the steps, in shares of the decisions: finer where the score is high, since it is shown there."""
RISE = 1e-6
PLACES = 6

Knots = list[tuple[float, float]]


def knots_of(raw: Floats, soft: Floats, positives: int) -> tuple[Knots, str]:
    if positives < ENOUGH_FOR_STEPS:
        return _platt(raw, soft), "Platt"
    return _isotonic(raw, soft), "isotonic"


def _platt(raw: Floats, soft: Floats) -> Knots:
    x = _logit(raw)[:, None]
    answers = np.concatenate((np.ones(len(x)), np.zeros(len(x))))
    weights = np.concatenate((soft, 1 - soft))
    model = LogisticRegression(C=1e6, solver="newton-cholesky", tol=1e-10, max_iter=500)
    model.fit(np.vstack((x, x)), answers, sample_weight=weights)
    grid = np.concatenate(([1e-6], np.linspace(0.02, 0.98, 25), [1 - 1e-6]))
    return _ascending(grid, model.predict_proba(_logit(grid)[:, None])[:, 1])


def _isotonic(raw: Floats, soft: Floats) -> Knots:
    """Steps over bins of so much mass that no knot rests on a handful of decisions."""
    order = np.argsort(raw, kind="stable")
    cuts = [round(share * len(raw)) for share in SHARES]
    bins = [order[begin:end] for begin, end in pairwise(cuts) if end > begin]
    x = np.array([raw[part].mean() for part in bins])
    y = np.array([soft[part].mean() for part in bins])
    weights = [len(part) for part in bins]
    return _ascending(x, IsotonicRegression(out_of_bounds="clip").fit_transform(x, y, sample_weight=weights))


def _ascending(x: Floats, y: Floats) -> Knots:
    """From raw 0 to raw 1, every knot above the one before."""
    knots: Knots = [(0.0, round(float(y[0]), PLACES))]
    for raw, share in zip(x.tolist(), y.tolist(), strict=True):
        if round(raw, PLACES) <= knots[-1][0]:
            continue
        knots.append(
            (round(raw, PLACES), min(1.0, max(round(share, PLACES), round(knots[-1][1] + RISE, PLACES))))
        )
    last = knots.pop() if knots[-1][0] >= 1 else (1.0, knots[-1][1])
    return [*knots, (1.0, min(1.0, max(last[1], round(knots[-1][1] + RISE, PLACES))))]


def _logit(p: Floats) -> Floats:
    inside = np.clip(p, 1e-9, 1 - 1e-9)
    logits: Floats = np.log(inside / (1 - inside))
    return logits
