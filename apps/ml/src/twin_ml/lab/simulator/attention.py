"""When a person looks at the market: more by day, and more while prices move. Not moved by what the person
does, so that the same person without one pattern looks at the same moments."""

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World

ASLEEP = 0.03
STIRRED_BY_MOVES = 25.0


def moments(chance: Generator, world: World, begin: int, end: int) -> list[int]:
    """UTC milliseconds, ascending."""
    looks_an_hour = log_uniform(chance, 1.5, 4)
    wakes = int(chance.integers(24))
    first, last = (begin - world.paths[0].begin) // HOUR, (end - world.paths[0].begin) // HOUR
    hours = np.arange(first, last)
    moves = np.max([np.abs(np.array(path.changes)[hours - 1]) for path in world.paths], axis=0)
    awake = np.where((hours - wakes) % 24 < 16, 1.0, ASLEEP)
    counts = chance.poisson(looks_an_hour * awake * (1 + STIRRED_BY_MOVES * np.minimum(moves, 0.1)))
    begins = world.paths[0].begin + np.repeat(hours, counts) * HOUR
    times = begins + (chance.random(len(begins)) * HOUR).astype(np.int64)
    return sorted(times.tolist())
