"""Family B: salience. What stands out moves the person: highs never seen before, news, the best and the
worst of the portfolio (Hartzmark 2015), sessions after something happened, vivid wins."""

import math
from collections.abc import Sequence

from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform, sigmoid, softplus, uniform
from twin_ml.lab.simulator.families.mind import Urge
from twin_ml.lab.simulator.holding import Holding

MOST_ADDS = 4
PEAK_HALF_LIFE = 150.0


class SalienceMind:
    def __init__(self, chance: Generator, drives: frozenset[str], logs: Sequence[float]) -> None:
        def strength(pattern: str, low: float, high: float) -> float:
            drawn = log_uniform(chance, low, high)
            return drawn if pattern in drives else 0.0

        self.chase = strength("fomo_chase", 0.06, 0.3)
        self.near_width = uniform(chance, 0.008, 0.025)
        self.news_half_life = log_uniform(chance, 2, 9)
        self.news_from = uniform(chance, 1.5, 3.5)
        self.panic = strength("panic_sell", 0.4, 1.5)
        self.drop_from = uniform(chance, 2.5, 5)
        self.revenge = strength("revenge_trade", 0.15, 0.6)
        self.wound_hours = log_uniform(chance, 0.5, 2.5)
        self.wound_size = uniform(chance, 0.2, 0.9)
        self.take = strength("early_exit", 0.08, 0.4)
        self.take_scale = log_uniform(chance, 0.005, 0.02)
        self.keep_losers = uniform(chance, 0.25, 0.7) if "early_exit" in drives else 1.0
        self.sink = strength("averaging_down", 0.1, 0.5)
        self.anchor_depth = uniform(chance, 0.04, 0.08)
        self.sink_size = uniform(chance, 0.15, 0.5)
        self.session = strength("overtrading", 0.4, 1.2)
        self.sessions_a_day = 1 / log_uniform(chance, 7, 20)
        self.session_hours = log_uniform(chance, 2, 6)
        self.relief = strength("break_even", 0.4, 1.5)
        self.relief_width = log_uniform(chance, 0.003, 0.006)
        self.vivid = "size_drift" in drives
        self.bold_tilt = uniform(chance, 0.6, 1.3)
        self.dice = chance
        self.peak = list(logs)
        self.seen = list(logs)
        self.good_news = [0.0] * len(logs)
        self.bad_news = [0.0] * len(logs)
        self.gains: list[float] = [0.0] * len(logs)
        self.wound = 0.0
        self.since_wound = 1e9
        self.session_left = 0.0
        self.vividness = 0.0

    def pass_time(self, hours: float, logs: Sequence[float], held: Sequence[Holding | None]) -> None:
        faded = 0.5 ** (hours / self.news_half_life)
        forgotten = 0.5 ** (hours / PEAK_HALF_LIFE)
        for symbol, now in enumerate(logs):
            move = (now - self.seen[symbol]) * 100
            self.good_news[symbol] = max(0.0, self.good_news[symbol] * faded + move)
            self.bad_news[symbol] = max(0.0, self.bad_news[symbol] * faded - move)
            self.peak[symbol] = max(now, now + (self.peak[symbol] - now) * forgotten)
            self.seen[symbol] = now
            holding = held[symbol]
            self.gains[symbol] = now - math.log(holding.cost) if holding else 0.0
        self.since_wound += hours
        self.session_left = max(0.0, self.session_left - hours)
        starts, length = self.dice.random(), self.dice.exponential(self.session_hours)
        if starts < self.sessions_a_day * hours / 24:
            self.session_left = float(length)

    def entry_urges(self, symbol: int, price: float, holding: Holding | None) -> list[Urge]:
        near = math.exp(-(self.peak[symbol] - math.log(price)) / self.near_width)
        news = min(4.0, softplus((self.good_news[symbol] - self.news_from) / 0.5))
        hurt = self.wound / (1 + (self.since_wound / self.wound_hours) ** 1.5)
        urges = [
            ("fomo_chase", self.chase * near * news),
            ("revenge_trade", self.revenge * hurt / 2 if hurt > 0.03 else 0.0),
            ("overtrading", self.session if self.session_left > 0 else 0.0),
        ]
        if holding is not None and holding.adds < MOST_ADDS:
            depth = -holding.gain(price)
            anchored = math.tanh(depth / self.anchor_depth) ** 3 if depth > 0 else 0.0
            urges.append(("averaging_down", self.sink * anchored))
        return urges

    def exit_urges(self, symbol: int, price: float, holding: Holding) -> list[Urge]:
        gain = holding.gain(price)
        is_best = gain >= max(self.gains)
        is_worst = gain <= min(self.gains)
        joy = 1 - math.exp(-gain / self.take_scale) if gain > 0.001 else 0.0
        under = holding.worst()
        near = max(0.0, 1 - abs(gain) / self.relief_width)
        return [
            (
                "panic_sell",
                self.panic
                * min(4.0, softplus((self.bad_news[symbol] - self.drop_from) / 0.5))
                * (1.5 if is_worst else 0.7),
            ),
            ("early_exit", self.take * joy * (1.5 if is_best else 0.6)),
            ("break_even", self.relief * near * min(2.0, under / 0.025) if under > 0.018 else 0.0),
        ]

    def patience(self, gain: float) -> float:
        return self.keep_losers if gain < 0 else 1.0

    def tilt(self, cause: str, holding: Holding | None) -> float:
        if cause == "revenge_trade":
            return self.wound_size * min(1.2, self.wound)
        if cause == "averaging_down" and holding is not None:
            return self.sink_size * (1 + 0.5 * holding.adds)
        return 0.0

    def boldness(self) -> float:
        return 0.75 * sigmoid(5 * (self.vividness - 1.6)) if self.vivid and self.vividness > 0 else 0.0

    def entered(self) -> None:
        pass

    def realised(self, _symbol: int, gain: float) -> None:
        if gain < 0:
            self.wound = min(1.6, math.sqrt(-gain / 0.02))
            self.since_wound = 0.0
            self.vividness = min(0.0, self.vividness) - 0.5
        else:
            self.vividness = max(0.0, self.vividness) + 0.5 + min(0.5, gain / 0.04)
