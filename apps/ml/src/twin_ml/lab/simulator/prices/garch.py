"""Returns with volatility that clusters, heavy tails, jumps and changing regimes."""

import math

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.chance import Floats, log_uniform, uniform

HOURS_A_YEAR = 24 * 365
JUMPS_A_DAY = 0.3
JUMP_SIZE = 3.0
"""Standard deviation of a jump in hourly standard deviations."""

REGIMES = ((0.0, 0.7), (0.6, 1.0), (-0.6, 1.2), (0.0, 1.8))
"""Drift per year and factor on volatility: calm, bull, bear, wild."""
REGIME_HOURS = 240.0


def garch_returns(chance: Generator, hours: int, yearly_volatility: float) -> Floats:
    """Hourly log returns: GJR-GARCH(1,1) with Student t shocks, Poisson jumps and a Markov chain of
    regimes."""
    # Their sum stays below 1, so that the variance always returns to its mean.
    alpha, beta, skew = uniform(chance, 0.05, 0.07), uniform(chance, 0.88, 0.90), uniform(chance, 0.0, 0.04)
    freedom = uniform(chance, 3.5, 5.0)
    base = yearly_volatility**2 / HOURS_A_YEAR
    omega = base * (1 - alpha - beta - skew / 2)
    shocks = chance.standard_t(freedom, hours) * math.sqrt((freedom - 2) / freedom)
    jumps = chance.random(hours) < JUMPS_A_DAY / 24
    jump_sizes = chance.normal(0, JUMP_SIZE * math.sqrt(base), hours) * jumps
    drift, factor = regimes(chance, hours)
    returns = np.empty(hours)
    variance, last = base, 0.0
    for hour in range(hours):
        variance = omega + (alpha + (skew if last < 0 else 0.0)) * last * last + beta * variance
        last = math.sqrt(variance) * float(shocks[hour])
        returns[hour] = last
    return drift / HOURS_A_YEAR + factor * returns + jump_sizes


def regimes(chance: Generator, hours: int) -> tuple[Floats, Floats]:
    """Drift and volatility factor of every hour."""
    drift, factor = np.empty(hours), np.empty(hours)
    hour = 0
    while hour < hours:
        length = max(24, int(log_uniform(chance, REGIME_HOURS / 4, REGIME_HOURS * 4)))
        mean, scale = REGIMES[int(chance.integers(len(REGIMES)))]
        drift[hour : hour + length] = mean
        factor[hour : hour + length] = scale
        hour += length
    return drift, factor
