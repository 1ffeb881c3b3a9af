"""A logistic with soft labels, a penalty, and signs that are held: convex, so it has one solution."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from twin_ml.lab.simulator.chance import Floats

POLISHED = 1e-12
STEPS = 100


def fit_signed(x: Floats, soft: Floats, weights: Floats, signs: Floats, strength: float) -> Floats:
    """Coefficients and, last, the intercept. `strength` is the inverse of the penalty on the coefficients;
    each of them has its sign or is 0."""
    penalty = np.append(np.full(x.shape[1], 1 / strength), 0.0)
    design = np.column_stack((x, np.ones(len(x))))

    def gradient(beta: Floats) -> Floats:
        slope: Floats = design.T @ (weights * (expit(design @ beta) - soft)) + penalty * beta
        return slope

    def curvature(beta: Floats) -> Floats:
        p = expit(design @ beta)
        bend: Floats = (design.T * (weights * p * (1 - p))) @ design + np.diag(penalty)
        return bend

    def loss(beta: Floats) -> float:
        z = design @ beta
        return float(np.sum(weights * (np.logaddexp(0, z) - soft * z)) + np.sum(penalty * beta**2) / 2)

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in signs] + [(None, None)]
    start = np.zeros(design.shape[1])
    found = minimize(loss, start, jac=gradient, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5_000})
    return _polished(np.array(found.x), np.append(signs, 0.0), gradient, curvature)


def _polished(
    beta: Floats, signs: Floats, gradient: Callable[[Floats], Floats], curvature: Callable[[Floats], Floats]
) -> Floats:
    """Newton's method among those that are not held at 0, so that every machine ends at the same place. Who
    would take the other sign is held from then on, who is held and would take its own sign is let go."""
    for _ in range(STEPS):
        slope = gradient(beta)
        free = (signs == 0) | (beta * signs > 0) | (slope * signs < 0)
        moved = beta.copy()
        moved[free] -= np.linalg.solve(curvature(beta)[np.ix_(free, free)], slope[free])
        moved[moved * signs < 0] = 0.0
        is_there = np.max(np.abs(moved - beta)) < POLISHED
        beta = moved
        if is_there:
            break
    return beta
