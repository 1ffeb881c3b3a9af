"""The same life with and without a pattern, for what the pattern cost. Every push has a clock of its own and
the first one to ring is acted on: the law of person.py, where one draw decides between all pushes; but
switching one pattern off there hands the draw to another push, so that two lives part at once and what
remains between them is chance. Here both go on alike until the pattern itself makes a difference."""

import math
from collections.abc import Sequence

import numpy as np

from twin_ml.lab.simulator.account import PATTERNS, Account
from twin_ml.lab.simulator.attention import moments
from twin_ml.lab.simulator.chance import log_uniform, stream, uniform
from twin_ml.lab.simulator.desk import Desk
from twin_ml.lab.simulator.families.mind import Mind, Urge
from twin_ml.lab.simulator.holding import Holding
from twin_ml.lab.simulator.person import (
    LONGEST_LOOK_HOURS,
    Dice,
    MakeMind,
    Person,
    Push,
    Who,
)
from twin_ml.lab.simulator.plan import draw_plan
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World
from twin_ml.lab.simulator.venue import draw_venue

CLOCKS = {
    (is_exit, cause): number
    for number, (is_exit, cause) in enumerate(
        (is_exit, cause) for is_exit in (False, True) for cause in ("plan", *PATTERNS)
    )
}
"""A plan to open and a plan to add share one, as do all causes of the same name."""
AT_ONCE = 1e12
"""Acts an hour."""


def live_coupled(make_mind: MakeMind, who: Who, world: World, without: str = "") -> Account:
    """As `live` in person.py, with clocks in place of the draw."""
    family, seed, number = who
    chance = stream(seed, family, number)
    drives = frozenset(pattern for pattern in PATTERNS if chance.random() < 0.5)
    plan, venue = draw_plan(chance), draw_venue(chance)
    days = int(log_uniform(chance, 70, 170))
    latest = max(0, (world.ends - world.opens) // HOUR - days * 24 - 48)
    begin = world.opens + int(chance.random() * latest) * HOUR
    looks = moments(stream(seed, family, number, "attention"), world, begin, begin + days * 24 * HOUR)
    logs = [math.log(path.price(begin)) for path in world.paths]
    mind = make_mind(stream(seed, family, number, "mind"), drives, logs)
    if without in drives:
        mind = Silenced(mind, without)
    account = Account(f"{family}-{number:04d}", family, world.name, drives - {without})
    person = CoupledPerson(Desk(account, world, venue, seed), plan, mind, 10 ** uniform(chance, 3.5, 6))
    acts, clocks = stream(seed, family, number, "acts"), stream(seed, family, number, "clocks")
    rolls = np.column_stack((acts.random((len(looks), 4)), acts.normal(size=len(looks)))).tolist()
    rings = clocks.exponential(size=(len(looks), len(world.paths), len(CLOCKS))).tolist()
    for look, roll, ring in zip(looks, rolls, rings, strict=True):
        person.look_by_clocks(look, Dice(*roll), ring)
    return account


class Silenced:
    """A mind that does not act on one pattern, while every die falls as it did. What a drive does beside the
    acts that its label names stays: who cuts winners also keeps losers longer, which is no act."""

    def __init__(self, mind: Mind, pattern: str) -> None:
        self.mind, self.pattern, self.bold_tilt = mind, pattern, mind.bold_tilt

    def pass_time(self, hours: float, logs: Sequence[float], held: Sequence[Holding | None], /) -> None:
        self.mind.pass_time(hours, logs, held)

    def entry_urges(self, symbol: int, price: float, holding: Holding | None) -> list[Urge]:
        return self._others(self.mind.entry_urges(symbol, price, holding))

    def exit_urges(self, symbol: int, price: float, holding: Holding) -> list[Urge]:
        return self._others(self.mind.exit_urges(symbol, price, holding))

    def patience(self, gain: float) -> float:
        return self.mind.patience(gain)

    def tilt(self, cause: str, holding: Holding | None) -> float:
        return self.mind.tilt(cause, holding)

    def boldness(self) -> float:
        return 0.0 if self.pattern == "size_drift" else self.mind.boldness()

    def entered(self) -> None:
        self.mind.entered()

    def realised(self, symbol: int, gain: float, /) -> None:
        self.mind.realised(symbol, gain)

    def _others(self, urges: list[Urge]) -> list[Urge]:
        return [urge for urge in urges if urge[0] != self.pattern]


class CoupledPerson(Person):
    rings: Sequence[Sequence[float]] = ()
    """Of this look, by symbol and clock: standard exponential times."""
    hours = LONGEST_LOOK_HOURS

    def look_by_clocks(self, now: int, dice: Dice, rings: Sequence[Sequence[float]]) -> None:
        self.rings = rings
        if self.last is not None:
            self.hours = min((now - self.last) / HOUR, LONGEST_LOOK_HOURS)
        self.look(now, dice)

    def _pushes(self, now: int, prices: Sequence[float], logs: Sequence[float]) -> list[Push]:
        """The one whose clock rings first, if any does before the next look."""
        ringing = [
            (self.rings[push.symbol][CLOCKS[push.kind == "exit", push.cause]] / push.rate, push)
            for push in super()._pushes(now, prices, logs)
            if push.rate > 0
        ]
        time, first = min(ringing, key=lambda one: one[0], default=(math.inf, None))
        return [] if first is None or time >= self.hours else [first._replace(rate=AT_ONCE)]
