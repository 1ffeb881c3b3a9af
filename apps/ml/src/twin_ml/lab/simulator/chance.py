"""Every random number comes from a named stream, so that one trader's dice never move another's."""

import math
from zlib import crc32

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence


def stream(seed: int, *names: str | int) -> Generator:
    """The same seed and names give the same numbers, in any order of calls and on any machine."""
    return Generator(PCG64(SeedSequence([seed, *(crc32(str(name).encode()) for name in names)])))


def log_uniform(chance: Generator, low: float, high: float) -> float:
    return float(math.exp(chance.uniform(math.log(low), math.log(high))))


def uniform(chance: Generator, low: float, high: float) -> float:
    return float(chance.uniform(low, high))


def softplus(x: float) -> float:
    """A smooth threshold: about 0 far below 0, about x far above it."""
    if x > 30:
        return x
    return math.log1p(math.exp(x)) if x > -30 else 0.0


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def normal_density(x: float, mean: float, sd: float) -> float:
    return math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * math.sqrt(2 * math.pi))


Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
