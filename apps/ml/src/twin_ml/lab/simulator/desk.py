"""Where a person's orders go: each becomes fills in the account, and a deed with its truth."""

from collections.abc import Mapping, Sequence

from twin_ml.lab.simulator.account import Account, ActKind, Deed
from twin_ml.lab.simulator.chance import stream
from twin_ml.lab.simulator.prices.path import HOUR
from twin_ml.lab.simulator.prices.world import World
from twin_ml.lab.simulator.venue import Instrument, Order, OrderType, Side, Venue

LEAST_VOLATILITY = 0.002


class Desk:
    def __init__(self, account: Account, world: World, venue: Venue, seed: int) -> None:
        self.account, self.world, self.venue = account, world, venue
        self._seed = seed

    def price(self, symbol: int, now: int) -> float:
        return self.world.paths[symbol].price(now)

    def order(
        self,
        symbol: int,
        now: int,
        side: Side,
        units: int,
        kind: ActKind,
        *,
        type: OrderType = "market",
        labels: Sequence[str] = (),
        posterior: Mapping[str, float] | None = None,
        instrument: Instrument = "spot",
    ) -> int:
        """Answers the units that were moved after fees."""
        path = self.world.paths[symbol]
        hour = min((now - path.begin) // HOUR, path.hours - 1)
        order = Order(
            number=len(self.account.deeds),
            ts=now,
            symbol=path.symbol,
            instrument=instrument,
            side=side,
            units=units,
            price=path.price(now),
            volatility=abs(path.last_hour(now)) + LEAST_VOLATILITY,
            volume=path.volume[hour],
            type=type,
        )
        fills = self.venue.execute(stream(self._seed, self.account.name, now, symbol, instrument), order)
        self.account.fills += fills
        self.account.deeds.append(
            Deed(fills[0].ts, path.symbol, side, kind, tuple(labels), dict(posterior or {}))
        )
        return sum(fill.units - fill.fee_units for fill in fills)
