"""A logistic with soft labels, a penalty, and signs that are held: convex, so it has one solution."""

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

    def loss(beta: Floats) -> float:
        z = design @ beta
        return float(np.sum(weights * (np.logaddexp(0, z) - soft * z)) + np.sum(penalty * beta**2) / 2)

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in signs] + [(None, None)]
    start = np.zeros(design.shape[1])
    found = minimize(loss, start, jac=gradient, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5_000})
    beta: Floats = np.array(found.x)
    # Newton's method among those that are not held at 0: so every machine ends at the same place.
    free = beta != 0
    for _ in range(STEPS):
        p = expit(design @ beta)
        curvature = (design[:, free].T * (weights * p * (1 - p))) @ design[:, free] + np.diag(penalty[free])
        step = np.linalg.solve(curvature, gradient(beta)[free])
        beta[free] -= step
        if np.max(np.abs(step)) < POLISHED:
            break
    return beta
