"""A world: three symbols over some months, in which many traders act without seeing each other."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from twin_ml.lab.simulator.chance import Floats, log_uniform, stream, uniform
from twin_ml.lab.simulator.prices.bootstrap import resample
from twin_ml.lab.simulator.prices.factor import follow
from twin_ml.lab.simulator.prices.garch import garch_returns
from twin_ml.lab.simulator.prices.path import HOUR, Path, path_of_bars, path_of_returns

SYMBOLS = ("ALFA-USD", "BRAVO-USD", "CHARLIE-USD")
BEGIN = 1_750_377_600_000
"""2025-06-20T00:00Z, so that every world sees the end of a tax year."""
WARM_UP_HOURS = 400
DAYS = 190

Kind = Literal["garch", "factor", "bootstrap"]


@dataclass(frozen=True)
class World:
    name: str
    kind: Kind
    paths: tuple[Path, ...]
    missing: frozenset[int]
    """Hours whose candles are lost, counted from the beginning."""

    @property
    def opens(self) -> int:
        """From here on there are candles enough behind every moment."""
        return BEGIN + WARM_UP_HOURS * HOUR

    @property
    def ends(self) -> int:
        return BEGIN + self.paths[0].hours * HOUR


def make_world(kind: Kind, seed: int, number: int, real: Floats | None = None, days: int = DAYS) -> World:
    chance = stream(seed, "world", kind, number)
    hours = WARM_UP_HOURS + 24 * days
    if kind == "bootstrap":
        if real is None:
            raise ValueError("a bootstrap world needs real candles")
        bars = resample(chance, real, hours)
        first = path_of_bars(SYMBOLS[0], BEGIN, 4_000.0, bars)
        market = bars[:, 2]
        others = [follow(chance, market, uniform(chance, 0.3, 0.6)) for _ in SYMBOLS[1:]]
    else:
        market = garch_returns(chance, hours, log_uniform(chance, 0.45, 0.95))
        first = path_of_returns(chance, SYMBOLS[0], BEGIN, log_uniform(chance, 0.5, 50_000), market)
        others = [
            garch_returns(chance, hours, log_uniform(chance, 0.45, 0.95))
            if kind == "garch"
            else follow(chance, market, uniform(chance, 0.3, 0.6))
            for _ in SYMBOLS[1:]
        ]
    rest = [
        path_of_returns(chance, symbol, BEGIN, log_uniform(chance, 0.5, 5_000), returns)
        for symbol, returns in zip(SYMBOLS[1:], others, strict=True)
    ]
    return World(f"{kind}-{number:02d}", kind, (first, *rest), _missing_hours(chance, hours))


def _missing_hours(chance: np.random.Generator, hours: int) -> frozenset[int]:
    """Every third world lost single candles, and one stretch of two days."""
    if chance.random() > 1 / 3:
        return frozenset()
    single = np.flatnonzero(chance.random(hours) < 0.005)
    stretch = int(chance.integers(WARM_UP_HOURS, hours - 48))
    return frozenset([*single.tolist(), *range(stretch, stretch + 48)])
