"""Family C: a learner with regret. Regret over moves missed and moves suffered adds up like a control
chart, closed winners are rewards that teach closing winners, losses and own trades excite further trades
(Hawkes), confidence follows outcomes. Only reported, never trained on: frozen with all else that its people
are made of (lab/frozen.py)."""

import math
from collections.abc import Sequence

from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform, sigmoid, softplus, uniform
from twin_ml.lab.simulator.families.mind import Urge
from twin_ml.lab.simulator.holding import Holding

SEED = 7_301
ACCOUNTS = 120
"""Of the one run that is reported per model version; the short mode takes the first third of them."""
MOST_ADDS = 6
LEARNING = 0.12


class LearnerMind:
    def __init__(self, chance: Generator, drives: frozenset[str], logs: Sequence[float]) -> None:
        shift = 2.0 if chance.random() < 0.5 else 1.0

        def strength(pattern: str, low: float, high: float) -> float:
            drawn = log_uniform(chance, low, high) / math.sqrt(shift)
            return drawn if pattern in drives else 0.0

        def half_life(low: float, high: float) -> float:
            return shift * log_uniform(chance, low, high)

        self.chase = strength("fomo_chase", 0.02, 0.1)
        self.regret_half_life = half_life(6, 20)
        self.regret_scale = uniform(chance, 0.018, 0.032)
        self.panic = strength("panic_sell", 0.15, 0.6)
        self.pain_half_life = half_life(4, 12)
        self.pain_scale = uniform(chance, 0.02, 0.035)
        self.revenge = strength("revenge_trade", 0.12, 0.6)
        self.quick_half_life, self.slow_half_life = half_life(0.4, 1.2), half_life(2.5, 6)
        self.revenge_size = uniform(chance, 0.2, 0.8)
        self.take = strength("early_exit", 0.08, 0.35)
        self.take_scale = log_uniform(chance, 0.005, 0.02)
        self.keep_losers = uniform(chance, 0.25, 0.75) if "early_exit" in drives else 1.0
        self.sink = strength("averaging_down", 0.08, 0.35)
        self.step = uniform(chance, 0.03, 0.06)
        self.sink_size = uniform(chance, 0.15, 0.5)
        self.excited = strength("overtrading", 0.5, 1.5)
        self.sparks_a_day = 1 / log_uniform(chance, 6, 18)
        self.hawkes_half_life = half_life(1, 2.5)
        self.escape = strength("break_even", 0.4, 1.4)
        self.confident = "size_drift" in drives
        self.bold_tilt = uniform(chance, 0.6, 1.3)
        self.dice = chance
        self.seen = list(logs)
        self.regret = [0.0] * len(logs)
        self.pain = [0.0] * len(logs)
        self.quick = self.slow = self.hawkes = self.confidence = 0.0
        self.taught_taking = self.taught_chasing = 0.0

    def pass_time(self, hours: float, logs: Sequence[float], held: Sequence[Holding | None]) -> None:
        regretted = 0.5 ** (hours / self.regret_half_life)
        pained = 0.5 ** (hours / self.pain_half_life)
        for symbol, now in enumerate(logs):
            move = now - self.seen[symbol]
            missed = move if held[symbol] is None else 0.4 * move
            self.regret[symbol] = max(0.0, self.regret[symbol] * regretted + missed)
            self.pain[symbol] = max(0.0, self.pain[symbol] * pained - move) if held[symbol] else 0.0
            self.seen[symbol] = now
        self.quick *= 0.5 ** (hours / self.quick_half_life)
        self.slow *= 0.5 ** (hours / self.slow_half_life)
        self.hawkes *= 0.5 ** (hours / self.hawkes_half_life)
        if self.dice.random() < self.sparks_a_day * hours / 24:
            self.hawkes += 1.2

    def entry_urges(self, symbol: int, price: float, holding: Holding | None) -> list[Urge]:
        longing = math.expm1(min(3.2, self.regret[symbol] / self.regret_scale)) / 3
        longing = longing if longing > 0.25 else longing**2 * 4
        urges = [
            ("fomo_chase", self.chase * longing * math.exp(0.5 * self.taught_chasing)),
            ("revenge_trade", self.revenge * (self.quick + 0.4 * self.slow) / 2),
            ("overtrading", self.excited * self.hawkes / 3 if self.hawkes > 0.1 else 0.0),
        ]
        if holding is not None and holding.adds < MOST_ADDS and holding.gain(price) < 0:
            below_last = math.log(holding.last_buy / price)
            urges.append(("averaging_down", self.sink * min(4.0, softplus((below_last - self.step) / 0.008))))
        return urges

    def exit_urges(self, symbol: int, price: float, holding: Holding) -> list[Urge]:
        gain = holding.gain(price)
        hurt = min(3.0, self.pain[symbol] / self.pain_scale)
        joy = gain / (gain + self.take_scale) if gain > 0.001 else 0.0
        under = holding.worst()
        escaping = math.exp(-0.5 * (gain / max(0.002, 0.08 * under)) ** 2) if under > 0.02 else 0.0
        return [
            ("panic_sell", self.panic * hurt**3 / 3),
            ("early_exit", self.take * joy * 2 * sigmoid(2 * self.taught_taking)),
            ("break_even", self.escape * escaping),
        ]

    def patience(self, gain: float) -> float:
        return self.keep_losers if gain < 0 else 1.0

    def tilt(self, cause: str, holding: Holding | None) -> float:
        if cause == "revenge_trade":
            return self.revenge_size * min(1.5, self.quick + self.slow)
        if cause == "averaging_down" and holding is not None:
            return self.sink_size * (1 + 0.3 * holding.adds)
        return 0.0

    def boldness(self) -> float:
        return 0.8 * sigmoid(8 * (self.confidence - 0.75)) if self.confident and self.confidence > 0 else 0.0

    def entered(self) -> None:
        self.hawkes = min(3.0, self.hawkes + (0.3 if self.hawkes > 0.3 else 0.0))

    def realised(self, _symbol: int, gain: float) -> None:
        outcome = math.tanh(gain / 0.02)
        if gain < 0:
            hit = min(1.2, -gain / 0.025)
            self.quick, self.slow = self.quick + hit, min(1.5, self.slow + 0.6 * hit)
            self.confidence = min(0.0, self.confidence)
        else:
            self.taught_taking += LEARNING * (outcome - self.taught_taking)
            self.confidence = max(0.0, self.confidence) + 0.3
        self.taught_chasing += LEARNING * (outcome - self.taught_chasing)
