"""The part of a person that follows a plan: when to enter, how much, when to leave. No pattern in it."""

import math
from dataclasses import dataclass

from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform, uniform
from twin_ml.lab.simulator.holding import Holding
from twin_ml.lab.simulator.venue import OrderType

STOPPED_AT_ONCE = 20.0
"""Acts per hour once a stop or target is reached."""


@dataclass(slots=True, frozen=True)
class Plan:
    entries_an_hour: float
    adds_an_hour: float
    exits_an_hour: float
    trend_taste: float
    """Above 0 it likes rising prices, below 0 falling ones."""
    stop: float | None
    target: float | None
    share: float
    """Of equity in one entry."""
    size_spread: float
    partial: float
    """Share of planned exits that close half."""
    limits: float
    """Share of planned orders that wait at a price."""

    def entry_rate(self, trend: float, symbols: int) -> float:
        return self.entries_an_hour / symbols * math.exp(self.trend_taste * trend)

    def exit_rate(self, holding: Holding, price: float) -> tuple[float, OrderType]:
        gain = holding.gain(price)
        if self.stop is not None and gain <= -self.stop:
            return STOPPED_AT_ONCE, "stop"
        if self.target is not None and gain >= self.target:
            return STOPPED_AT_ONCE, "take_profit"
        return self.exits_an_hour, "market"


def draw_plan(chance: Generator, pace: float = 1.0) -> Plan:
    has_adds, has_stop, has_target = chance.random(3) < (0.5, 0.3, 0.25)
    adds, stop, target = (
        log_uniform(chance, 0.01, 0.05),
        uniform(chance, 0.03, 0.12),
        uniform(chance, 0.03, 0.15),
    )
    return Plan(
        entries_an_hour=pace * log_uniform(chance, 0.04, 0.2),
        adds_an_hour=pace * adds if has_adds else 0.0,
        exits_an_hour=pace / log_uniform(chance, 4, 40),
        trend_taste=uniform(chance, -0.6, 0.6),
        stop=stop if has_stop else None,
        target=target if has_target else None,
        share=log_uniform(chance, 0.03, 0.2),
        size_spread=log_uniform(chance, 0.05, 0.4),
        partial=uniform(chance, 0, 0.3),
        limits=uniform(chance, 0, 0.5),
    )
