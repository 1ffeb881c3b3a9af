"""Family A: competing hazards. Anticipated regret against a memory of prices, anger after losses, fear of
falling prices, utility from realising gains, a pull towards the own cost, self-exciting boredom (science:
Barberis & Xiong 2012, Ingersoll & Jin 2013)."""

import math
from collections.abc import Sequence

from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform, sigmoid, softplus, uniform
from twin_ml.lab.simulator.families.mind import Urge
from twin_ml.lab.simulator.holding import Holding

MOST_ADDS = 5


class HazardMind:
    def __init__(self, chance: Generator, drives: frozenset[str], logs: Sequence[float]) -> None:
        def strength(pattern: str, low: float, high: float) -> float:
            drawn = log_uniform(chance, low, high)
            return drawn if pattern in drives else 0.0

        self.chase = strength("fomo_chase", 0.04, 0.2)
        self.memory_half_life = log_uniform(chance, 18, 96)
        self.aspiration = uniform(chance, 0.004, 0.008) * math.sqrt(self.memory_half_life)
        self.excitement_half_life = log_uniform(chance, 2, 8)
        self.revenge = strength("revenge_trade", 0.12, 0.6)
        self.anger_half_life = log_uniform(chance, 1, 6)
        self.anger_size = uniform(chance, 0.2, 0.8)
        self.panic = strength("panic_sell", 0.12, 0.6)
        self.fear_half_life = log_uniform(chance, 2, 10)
        self.fear_from = uniform(chance, 2.5, 5)
        self.take = strength("early_exit", 0.06, 0.3)
        self.take_scale = log_uniform(chance, 0.004, 0.02)
        self.reluctance = uniform(chance, 0.3, 1.5) if "early_exit" in drives else 0.0
        self.sink = strength("averaging_down", 0.05, 0.25)
        self.sink_from = uniform(chance, 0.025, 0.06)
        self.sink_size = uniform(chance, 0.1, 0.5)
        self.bored = strength("overtrading", 0.4, 1.2)
        self.spark_a_day = 1 / log_uniform(chance, 6, 20)
        self.arousal_half_life = log_uniform(chance, 1.5, 5)
        self.dice = chance
        self.relief = strength("break_even", 0.4, 1.6)
        self.relief_width = log_uniform(chance, 0.002, 0.005)
        self.house_money = "size_drift" in drives
        self.bold_tilt = uniform(chance, 0.7, 1.3)
        self.bold_from = uniform(chance, 1.5, 2.5)
        self.memory = list(logs)
        self.seen = list(logs)
        self.over = [0.0] * len(logs)
        self.excitement = [0.0] * len(logs)
        self.fear = [0.0] * len(logs)
        self.anger = self.arousal = 0.0
        self.angry_at = -1
        self.streak = 0

    def pass_time(self, hours: float, logs: Sequence[float], _held: Sequence[Holding | None]) -> None:
        kept = 0.5 ** (hours / self.memory_half_life)
        excited = 0.5 ** (hours / self.excitement_half_life)
        afraid = 0.5 ** (hours / self.fear_half_life)
        for symbol, now in enumerate(logs):
            self.memory[symbol] = now + (self.memory[symbol] - now) * kept
            over = max(0.0, now - self.memory[symbol] - self.aspiration)
            rise = max(0.0, over - self.over[symbol]) * 60
            self.excitement[symbol] = min(4.0, self.excitement[symbol] * excited + rise)
            self.over[symbol] = over
            fall = max(0.0, self.seen[symbol] - now) * 100
            self.fear[symbol] = self.fear[symbol] * afraid + fall
            self.seen[symbol] = now
        self.anger *= 0.5 ** (hours / self.anger_half_life)
        self.arousal *= 0.5 ** (hours / self.arousal_half_life)
        if self.dice.random() < self.spark_a_day * hours / 24:
            self.arousal += 1.5

    def entry_urges(self, symbol: int, price: float, holding: Holding | None) -> list[Urge]:
        here = 2.0 if symbol == self.angry_at else 0.7
        urges = [
            ("fomo_chase", self.chase * self.excitement[symbol]),
            ("revenge_trade", self.revenge * self.anger * here / 2 if self.anger > 0.05 else 0.0),
            ("overtrading", self.bored * self.arousal / 3 if self.arousal > 0.1 else 0.0),
        ]
        if holding is not None and holding.adds < MOST_ADDS:
            depth = -holding.gain(price)
            sunk = softplus((depth - self.sink_from) / 0.01) * (1 + 0.3 * holding.adds) if depth > 0 else 0.0
            urges.append(("averaging_down", self.sink * min(4.0, sunk)))
        return urges

    def exit_urges(self, symbol: int, price: float, holding: Holding) -> list[Urge]:
        gain = holding.gain(price)
        utility = min(2.0, (gain / self.take_scale) ** 0.88) if gain > 0.001 else 0.0
        under = holding.worst()
        pull = (
            math.exp(-((gain / self.relief_width) ** 2)) * min(2.0, under / 0.025) if under > 0.015 else 0.0
        )
        return [
            ("panic_sell", self.panic * min(4.0, softplus((self.fear[symbol] - self.fear_from) / 0.6))),
            ("early_exit", self.take * utility),
            ("break_even", self.relief * pull),
        ]

    def patience(self, gain: float) -> float:
        return math.exp(-self.reluctance) if gain < 0 else 1.0

    def tilt(self, cause: str, holding: Holding | None) -> float:
        if cause == "revenge_trade":
            return self.anger_size * min(1.5, self.anger)
        if cause == "averaging_down" and holding is not None:
            return self.sink_size * (1 + 0.4 * holding.adds)
        return 0.0

    def boldness(self) -> float:
        return (
            0.8 * sigmoid(4 * (self.streak - self.bold_from)) if self.house_money and self.streak > 0 else 0.0
        )

    def entered(self) -> None:
        if self.arousal > 0.3:
            self.arousal = min(3.0, self.arousal + 0.35)

    def realised(self, symbol: int, gain: float) -> None:
        if gain < 0:
            self.anger += min(1.5, -gain / 0.03)
            self.angry_at = symbol
        self.streak = max(1, self.streak + 1) if gain > 0 else min(-1, self.streak - 1)
