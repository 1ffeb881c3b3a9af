"""What every baseline works with: a desk, hours that pass, and holdings by symbol. All its deeds are
without cause."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from numpy.random import Generator

from twin_ml.lab.simulator.account import Account, ActKind
from twin_ml.lab.simulator.chance import stream
from twin_ml.lab.simulator.desk import Desk
from twin_ml.lab.simulator.prices.path import HOUR, POINTS, Path
from twin_ml.lab.simulator.prices.world import World
from twin_ml.lab.simulator.venue import UNIT, OrderType, draw_venue


@dataclass(slots=True)
class Lot:
    units: int
    price: float
    opened: int
    watched: int
    """Until when its stop and target have been looked at."""


@dataclass(slots=True)
class Book:
    desk: Desk
    chance: Generator
    begin: int
    end: int
    equity: float
    shift: float
    """1 in training; 1.5 in the test, where every rule has other lengths and thresholds."""
    held: dict[int, Lot] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[Path, ...]:
        return self.desk.world.paths

    def hours(self) -> Iterator[int]:
        """A random minute of every hour."""
        for hour in range(self.begin, self.end, HOUR):
            yield hour + int(self.chance.integers(60_000, HOUR - 120_000))

    def close(self, symbol: int, now: int, back: int = 0) -> float:
        """Price at the end of the hour `back` hours ago."""
        path = self.paths[symbol]
        index = (now - path.begin) // HOUR - back
        return path.points[4 * max(0, index)]

    def buy(self, symbol: int, now: int, notional: float, type: OrderType = "market") -> None:
        price = self.desk.price(symbol, now)
        units = round(notional / price * UNIT)
        lot = self.held.get(symbol)
        kind: ActKind = "open" if lot is None else "add"
        gained = self.desk.order(symbol, now, "buy", units, kind, type=type)
        if lot is None:
            self.held[symbol] = Lot(gained, price, now, now)
        else:
            lot.price = (lot.price * lot.units + price * gained) / (lot.units + gained)
            lot.units += gained

    def sell(self, symbol: int, now: int, units: int | None = None, type: OrderType = "market") -> None:
        """The whole holding unless `units` says less."""
        lot = self.held.get(symbol)
        if lot is None:
            return
        sold = lot.units if units is None else min(units, lot.units)
        if sold <= 0:
            return
        self.desk.order(symbol, now, "sell", sold, "exit", type=type)
        lot.units -= sold
        if lot.units == 0:
            del self.held[symbol]

    def hedge(self, symbol: int, now: int, units: int, is_opening: bool) -> None:
        """A perpetual the other way."""
        if is_opening:
            self.desk.order(symbol, now, "sell", units, "open", instrument="linear")
        else:
            self.desk.order(symbol, now, "buy", units, "exit", instrument="linear")

    def leave_at(self, symbol: int, now: int, stop: float, target: float = math.inf) -> bool:
        """Orders at the venue: sells at the moment at which the price reached one of them before `now`."""
        lot, step = self.held[symbol], HOUR // POINTS
        low, high = lot.price * (1 - stop), lot.price * (1 + target)
        while lot.watched < now:
            begin = lot.watched
            end = min(now, (begin // step + 1) * step)
            before, after = self.desk.price(symbol, begin), self.desk.price(symbol, end)
            lot.watched = end
            level = low if after <= low else high if after >= high else None
            if level is not None:
                share = min(1.0, max(0.0, (level - before) / (after - before))) if after != before else 1.0
                at = begin + round((end - begin) * share)
                self.sell(symbol, at, type="stop" if level == low else "take_profit")
                return True
        return False

    def gain(self, symbol: int, now: int) -> float:
        lot = self.held[symbol]
        return self.desk.price(symbol, now) / lot.price - 1


DAYS = 150


def open_book(name: str, world: World, seed: int, shift: float) -> tuple[Account, Book]:
    chance = stream(seed, "clean", name)
    account = Account(name, "clean", world.name, frozenset())
    latest = max(1, (world.ends - world.opens) // HOUR - DAYS * 24 - 2)
    begin = world.opens + int(chance.integers(latest)) * HOUR
    desk = Desk(account, world, draw_venue(chance), seed)
    return account, Book(
        desk, chance, begin, begin + DAYS * 24 * HOUR, 10 ** float(chance.uniform(3.5, 6)), shift
    )
