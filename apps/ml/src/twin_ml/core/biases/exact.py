"""Numbers that two languages must agree on: decimal text to doubles, rounding, sums in order."""

import math
from collections.abc import Iterable, Sequence

PLACES = 18
_SCALES = tuple(10.0**places for places in range(7))


def scaled(text: str) -> int:
    """The decimal text as a whole number of 1e-18, exactly."""
    whole, _, places = text.partition(".")
    return int(whole + places.ljust(PLACES, "0"))


def unscaled(units: int) -> float:
    """The double of a whole number of 1e-18: it becomes one, and is divided by 1e18.

    Two roundings where one would do, but the same two as in the TypeScript engine.
    """
    return float(units) / 1e18


def double_of(text: str) -> float:
    return unscaled(scaled(text))


def round_to(value: float, places: int) -> float:
    """Halves go up, as they do in both languages' scores; never -0."""
    scale = _SCALES[places]
    grown = value * scale
    below = math.floor(grown)
    return (below + 1 if grown - below >= 0.5 else below) / scale


def clip(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value


def normal_cdf(z: float) -> float:
    """P(Z <= z), Abramowitz & Stegun 26.2.17: an approximation (1e-7) that both languages share."""
    t = 1 / (1 + 0.2316419 * abs(z))
    polynomial = 0.0
    for coefficient in (1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153):
        polynomial = t * (coefficient + polynomial)
    tail = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) * polynomial
    return 1 - tail if z >= 0 else tail


def sum_in_order(values: Iterable[float], total: float = 0.0) -> float:
    """Left to right. numpy sums pairwise and the built-in sum compensates from Python 3.12 on."""
    for value in values:
        total += value
    return total


def squares_around(mean: float, values: Iterable[float]) -> float:
    """Sum of the squared distances, left to right."""
    total = 0.0
    for value in values:
        total += (value - mean) * (value - mean)
    return total


def coefficient_of_variation(values: list[float]) -> float:
    """Population standard deviation over the absolute mean; infinite when the mean is 0."""
    mean = sum_in_order(values) / len(values)
    if mean == 0:
        return math.inf
    return math.sqrt(squares_around(mean, values) / len(values)) / abs(mean)


def median_of_sorted(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
