"""A person: looks at the market, is pushed by plan and patterns at once, and acts on the one that wins the
draw."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from twin_ml.lab.simulator.account import PATTERNS, Account, ActKind
from twin_ml.lab.simulator.attention import moments
from twin_ml.lab.simulator.chance import log_uniform, normal_density, stream, uniform
from twin_ml.lab.simulator.desk import Desk
from twin_ml.lab.simulator.families.mind import Mind
from twin_ml.lab.simulator.holding import Holding
from twin_ml.lab.simulator.plan import Plan, draw_plan
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World
from twin_ml.lab.simulator.venue import UNIT, OrderType, draw_venue

LONGEST_LOOK_HOURS = 1.0
REST_MS = 180_000
"""Between two orders of one symbol, so that two acts never look like one."""
MOST_ADDS = 6
TREND_HALF_LIFE = 60.0
NO_URGE = 1e-9
DUST_UNITS = 3
DUST_BELOW = 10_000_000
"""Units of a holding from which so little is less than a millionth."""
COINS_FROM_OUTSIDE = 0.08
PATTERN_PATIENCE = 0.3
"""Of a planned order's share of limit orders and of parts: what an order out of a pattern has."""


class Who(NamedTuple):
    """Names the dice of one person."""

    family: str
    seed: int
    number: int


MakeMind = Callable[[Generator, frozenset[str], Sequence[float]], Mind]


class Push(NamedTuple):
    """One act that something pushes towards."""

    symbol: int
    kind: ActKind
    cause: str
    """A pattern, or "plan"."""
    rate: float
    type: OrderType = "market"


def live(make_mind: MakeMind, who: Who, world: World, without: str = "") -> Account:
    """One account of a family. `without` switches one pattern off and leaves every other die as it was."""
    family, seed, number = who
    chance = stream(seed, family, number)
    drives = frozenset(pattern for pattern in PATTERNS if chance.random() < 0.5)
    plan, venue = draw_plan(chance), draw_venue(chance)
    days = int(log_uniform(chance, 70, 170))
    latest = max(0, (world.ends - world.opens) // HOUR - days * 24 - 48)
    begin = world.opens + int(chance.random() * latest) * HOUR
    looks = moments(stream(seed, family, number, "attention"), world, begin, begin + days * 24 * HOUR)
    logs = [math.log(path.price(begin)) for path in world.paths]
    mind = make_mind(stream(seed, family, number, "mind"), drives - {without}, logs)
    account = Account(f"{family}-{number:04d}", family, world.name, drives - {without})
    person = Person(Desk(account, world, venue, seed), plan, mind, 10 ** uniform(chance, 3.5, 6))
    if chance.random() < COINS_FROM_OUTSIDE:
        person.sell_coins_from_outside(begin - 6 * HOUR)
    dice = stream(seed, family, number, "acts")
    rolls = np.column_stack((dice.random((len(looks), 4)), dice.normal(size=len(looks)))).tolist()
    for look, roll in zip(looks, rolls, strict=True):
        person.look(look, Dice(*roll))
    return account


class Dice(NamedTuple):
    """Of one look: the same ones whatever the person did before."""

    acts: float
    which: float
    how: float
    order: float
    size: float
    """Standard normal."""


class Person:
    def __init__(self, desk: Desk, plan: Plan, mind: Mind, equity: float) -> None:
        self.desk, self.plan, self.mind, self.equity = desk, plan, mind, equity
        paths = desk.world.paths
        self.held: list[Holding | None] = [None] * len(paths)
        self.rested = [0] * len(paths)
        self.trend = [math.log(path.price(desk.world.opens)) for path in paths]
        self.last: int | None = None

    def sell_coins_from_outside(self, now: int) -> None:
        """Bought elsewhere and transferred in: a sale whose cost the account does not know."""
        symbol = len(self.held) - 1
        units = round(self.equity * self.plan.share / self.desk.price(symbol, now) * UNIT)
        self.desk.order(symbol, now, "sell", max(units, 1_000), "exit")

    def look(self, now: int, dice: Dice) -> None:
        hours = LONGEST_LOOK_HOURS if self.last is None else (now - self.last) / HOUR
        self.last = now
        prices = [path.price(now) for path in self.desk.world.paths]
        logs = [math.log(price) for price in prices]
        kept = 0.5 ** (hours / TREND_HALF_LIFE)
        for symbol, log in enumerate(logs):
            self.trend[symbol] = log + (self.trend[symbol] - log) * kept
            holding = self.held[symbol]
            if holding is not None:
                holding.low = min(holding.low, prices[symbol])
        self.mind.pass_time(hours, logs, self.held)
        pushes = self._pushes(now, prices, logs)
        total = sum(push.rate for push in pushes)
        if dice.acts >= -math.expm1(-total * min(hours, LONGEST_LOOK_HOURS)):
            return
        wins = dice.which * total
        for push in pushes:
            wins -= push.rate
            if wins < 0:
                self._act(push, pushes, now, prices[push.symbol], dice)
                return

    def _pushes(self, now: int, prices: Sequence[float], logs: Sequence[float]) -> list[Push]:
        pushes: list[Push] = []
        for symbol, price in enumerate(prices):
            if now < self.rested[symbol]:
                continue
            holding = self.held[symbol]
            if holding is None or holding.adds < MOST_ADDS:
                pushes += self._entries(symbol, price, logs[symbol], holding)
            if holding is not None:
                gain = holding.gain(price)
                rate, order_type = self.plan.exit_rate(holding, price)
                patience = self.mind.patience(gain) if order_type == "market" else 1.0
                pushes.append(Push(symbol, "exit", "plan", rate * patience, order_type))
                for cause, urge in self.mind.exit_urges(symbol, price, holding):
                    if urge > NO_URGE:
                        pushes.append(Push(symbol, "exit", cause, urge))
        return pushes

    def _entries(self, symbol: int, price: float, log: float, holding: Holding | None) -> list[Push]:
        plan = self.plan
        kind: ActKind = "open" if holding is None else "add"
        trend = math.tanh((log - self.trend[symbol]) / 0.04)
        planned = plan.entry_rate(trend, len(self.held)) if holding is None else plan.adds_an_hour
        urges = self.mind.entry_urges(symbol, price, holding)
        return [
            Push(symbol, kind, "plan", planned),
            *(Push(symbol, kind, cause, urge) for cause, urge in urges if urge > NO_URGE),
        ]

    def _act(self, push: Push, pushes: Sequence[Push], now: int, price: float, dice: Dice) -> None:
        rivals = [one for one in pushes if one.symbol == push.symbol and one.kind == push.kind]
        self.rested[push.symbol] = now + REST_MS
        if push.kind == "exit":
            self._exit(push, rivals, now, price, dice)
        else:
            self._enter(push, rivals, now, price, dice)

    def _enter(self, push: Push, rivals: Sequence[Push], now: int, price: float, dice: Dice) -> None:
        mind, plan = self.mind, self.plan
        holding = self.held[push.symbol]
        boldness = mind.boldness()
        bold = dice.how < boldness
        ln_size = mind.tilt(push.cause, holding) + (mind.bold_tilt if bold else 0.0)
        ln_size += dice.size * plan.size_spread
        units = round(self.equity * plan.share * math.exp(ln_size) / price * UNIT)
        if units <= DUST_UNITS:
            return
        type = self._order_type(push, dice)
        posterior = self._entry_posterior(rivals, holding, type, boldness, ln_size)
        labels = tuple(label for label in (push.cause, "size_drift" if bold else "plan") if label != "plan")
        gained = self.desk.order(
            push.symbol, now, "buy", units, push.kind, type=type, labels=labels, posterior=posterior
        )
        if holding is None:
            self.held[push.symbol] = Holding(gained, price, now, price, price)
        else:
            holding.grow(gained, price)
        mind.entered()

    def _entry_posterior(
        self,
        rivals: Sequence[Push],
        holding: Holding | None,
        type: OrderType,
        boldness: float,
        ln_size: float,
    ) -> dict[str, float]:
        """Bayes over causes and boldness, given that this size was entered by such an order."""
        mind, spread = self.mind, self.plan.size_spread
        weights: dict[str, float] = {}
        bold = total = 0.0
        for rival in rivals:
            mean = mind.tilt(rival.cause, holding)
            usual = (1 - boldness) * normal_density(ln_size, mean, spread)
            large = boldness * normal_density(ln_size, mean + mind.bold_tilt, spread)
            rate = rival.rate * self._type_chance(rival, type)
            weights[rival.cause] = rate * (usual + large)
            bold += rate * large
            total += rate * (usual + large)
        if total <= 0:
            return {}
        shares = {cause: weight / total for cause, weight in weights.items() if cause != "plan"}
        return {**shares, "size_drift": bold / total}

    def _exit(self, push: Push, rivals: Sequence[Push], now: int, price: float, dice: Dice) -> None:
        holding = self.held[push.symbol]
        if holding is None:
            return
        type = self._order_type(push, dice)
        can_part = holding.units > 1_000
        is_part = can_part and dice.how < self._part_chance(push)
        units = holding.units // 2 if is_part else holding.units - self._dust(holding)
        chances = {one.cause: one.rate * self._type_chance(one, type) for one in rivals}
        if can_part:
            for one in rivals:
                part = self._part_chance(one)
                chances[one.cause] *= part if is_part else 1 - part
        total = sum(chances.values())
        posterior = {cause: rate / total for cause, rate in chances.items() if cause != "plan"}
        labels = () if push.cause == "plan" else (push.cause,)
        gain = holding.gain(price)
        self.desk.order(
            push.symbol, now, "sell", units, "exit", type=type, labels=labels, posterior=posterior
        )
        self.equity = max(1_000.0, self.equity + units / UNIT * (price - holding.cost))
        if is_part:
            holding.units -= units
            return
        self.held[push.symbol] = None
        self.mind.realised(push.symbol, gain)

    def _order_type(self, push: Push, dice: Dice) -> OrderType:
        if push.type != "market":
            return push.type
        return "limit" if dice.order < self._type_chance(push, "limit") else "market"

    def _type_chance(self, push: Push, type: OrderType) -> float:
        """How often an order out of this push is of the type."""
        if push.type != "market":
            return float(type == push.type)
        limits = self.plan.limits * (1.0 if push.cause == "plan" else PATTERN_PATIENCE)
        return {"limit": limits, "market": 1 - limits}.get(type, 0.0)

    def _part_chance(self, push: Push) -> float:
        """How often an exit out of this push closes only half."""
        if push.type != "market":
            return 0.0
        return self.plan.partial * (1.0 if push.cause == "plan" else PATTERN_PATIENCE)

    def _dust(self, holding: Holding) -> int:
        """What some venues leave behind when a position is closed."""
        return DUST_UNITS if self.desk.venue.leaves_dust and holding.units > DUST_BELOW else 0
