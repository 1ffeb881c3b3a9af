"""One symbol's prices: four points an hour, and the hourly candles that they make."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.chance import Floats

HOUR = 3_600_000
POINTS = 4


@dataclass(frozen=True)
class Path:
    """Between its points the price goes straight, so a fill never lies outside its candle."""

    symbol: str
    begin: int
    """UTC milliseconds of the first bar."""
    points: list[float]
    """Four an hour, and one to end the last hour."""
    volume: list[float]
    changes: list[float] = field(init=False)
    """ln change of every hour, for attention and slippage."""

    def __post_init__(self) -> None:
        closes = self.points[::POINTS]
        changes = [math.log(b / a) for a, b in pairwise(closes)]
        object.__setattr__(self, "changes", changes)

    @property
    def hours(self) -> int:
        return len(self.volume)

    def price(self, ts: int) -> float:
        place = (ts - self.begin) / HOUR * POINTS
        index = min(int(place), len(self.points) - 2)
        before, after = self.points[index], self.points[index + 1]
        return before + (after - before) * (place - index)

    def last_hour(self, ts: int) -> float:
        """ln change of the last whole hour."""
        return self.changes[max(0, min((ts - self.begin) // HOUR, self.hours) - 1)]

    def bars(self) -> Floats:
        """Rows of open, high, low, close, volume."""
        points = np.array(self.points)
        inside = np.stack([points[i : i + POINTS * self.hours : POINTS] for i in range(POINTS)])
        ends = points[POINTS::POINTS]
        every = np.vstack((inside, ends))
        return np.column_stack((inside[0], every.max(axis=0), every.min(axis=0), ends, np.array(self.volume)))


def path_of_returns(chance: Generator, symbol: str, begin: int, first: float, returns: Floats) -> Path:
    """Spreads every hour's return over its four steps with a bridge of noise between."""
    hours = len(returns)
    spread = np.abs(returns) * 0.35 + np.median(np.abs(returns)) * 0.35
    noise = chance.normal(0, 1, (hours, POINTS)) * spread[:, None]
    noise -= noise.mean(axis=1, keepdims=True)
    logs = math.log(first) + np.concatenate(([0.0], np.cumsum((returns[:, None] / POINTS + noise).ravel())))
    volume = np.exp(chance.normal(15, 0.6, hours) + 18 * np.minimum(np.abs(returns), 0.1)) / first
    return Path(symbol, begin, np.exp(logs).tolist(), volume.tolist())


def path_of_bars(symbol: str, begin: int, first: float, bars: Floats) -> Path:
    """Keeps the high and low of real bars: down first in a bar that rose, up first in one that fell."""
    points: list[float] = []
    opened = math.log(first)
    for high, low, close, _ in bars.tolist():
        turns = (low, high) if close >= 0 else (high, low)
        points += [opened, opened + turns[0], opened + turns[1], opened + (turns[1] + close) / 2]
        opened += close
    return Path(symbol, begin, np.exp([*points, opened]).tolist(), (bars[:, 3] + 1e-3).tolist())
