"""Several symbols that mostly move together: each follows the market by its own beta and has a noise of its
own."""

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.chance import Floats, uniform
from twin_ml.lab.simulator.prices.garch import garch_returns


def follow(chance: Generator, market: Floats, own_volatility: float) -> Floats:
    beta = uniform(chance, 0.5, 1.2)
    followed: Floats = np.asarray(beta * market + garch_returns(chance, len(market), own_volatility))
    return followed
