"""What an order becomes: fills with spread, impact, parts, latency and fees in one of three kinds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from numpy.random import Generator

from twin_ml.lab.simulator.chance import log_uniform, uniform

UNIT = 100_000_000
"""Quantities are whole numbers of 1e-8, so that holdings and fills agree exactly."""
THIRD_ASSET = "VNU"
IMPACT_POWER = 0.6

FeeKind = Literal["quote", "base", "third"]
OrderType = Literal["market", "limit", "stop", "take_profit"]
Side = Literal["buy", "sell"]
Instrument = Literal["spot", "linear"]


@dataclass(slots=True, frozen=True)
class Fill:
    ts: int
    symbol: str
    instrument: Instrument
    side: Side
    units: int
    price: str
    fee: str
    fee_asset: str
    order_id: str
    order_type: str

    @property
    def fee_units(self) -> int:
        """What the fee takes out of the coins themselves."""
        return whole_units(float(self.fee)) if self.symbol.startswith(f"{self.fee_asset}-") else 0


@dataclass(slots=True, frozen=True)
class Order:
    number: int
    ts: int
    symbol: str
    instrument: Instrument
    side: Side
    units: int
    price: float
    """Middle of the market."""
    volatility: float
    """Of an hour."""
    volume: float
    """Units traded in that hour."""
    type: OrderType


@dataclass(slots=True, frozen=True)
class Venue:
    half_spread: float
    impact: float
    fee_rate: float
    fee_kind: FeeKind
    most_parts: int
    names_orders: bool
    names_types: bool
    leaves_dust: bool

    def execute(self, chance: Generator, order: Order) -> list[Fill]:
        direction = 1 if order.side == "buy" else -1
        share = min(1.0, order.units / UNIT / max(order.volume, 1e-9))
        slip = self.half_spread * (0 if order.type == "limit" else 1)
        slip += self.impact * order.volatility * share**IMPACT_POWER
        ts = order.ts + int(chance.integers(50, 2_000))
        fills: list[Fill] = []
        for units in self._parts(chance, order.units):
            price = order.price * (1 + direction * slip * float(chance.uniform(0.6, 1.4)))
            fills.append(self._fill(order, ts, units, written(price)))
            ts += int(chance.integers(200, 9_000))
        return fills

    def _parts(self, chance: Generator, units: int) -> Sequence[int]:
        count = int(chance.integers(1, self.most_parts + 1)) if chance.random() < 0.35 else 1
        if count == 1 or units < 1_000 * count:
            return (units,)
        cuts = sorted(int(cut * units) for cut in chance.uniform(0.1, 0.9, count - 1))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, units], strict=True)]
        return [part for part in parts if part > 0]

    def _fill(self, order: Order, ts: int, units: int, price: str) -> Fill:
        base, _, quote = order.symbol.rpartition("-")
        value = units / UNIT * float(price) * self.fee_rate
        if self.fee_kind == "base" and order.side == "buy" and order.instrument == "spot":
            fee, asset = decimal_units(int(units * self.fee_rate)), base
        elif self.fee_kind == "third":
            fee, asset = f"{value / 300:.8f}", THIRD_ASSET
        else:
            fee, asset = f"{value:.8f}", quote
        return Fill(
            ts=ts,
            symbol=order.symbol,
            instrument=order.instrument,
            side=order.side,
            units=units,
            price=price,
            fee=fee,
            fee_asset=asset,
            order_id=f"o{order.number}" if self.names_orders else "",
            order_type=order.type if self.names_types else "",
        )


def draw_venue(chance: Generator) -> Venue:
    kinds: tuple[FeeKind, ...] = ("quote", "quote", "base", "third")
    return Venue(
        half_spread=log_uniform(chance, 0.0001, 0.0008),
        impact=uniform(chance, 0.1, 0.6),
        fee_rate=log_uniform(chance, 0.0002, 0.0015),
        fee_kind=kinds[int(chance.integers(len(kinds)))],
        most_parts=int(chance.integers(1, 6)),
        names_orders=bool(chance.random() < 0.6),
        names_types=bool(chance.random() < 0.4),
        leaves_dust=bool(chance.random() < 0.15),
    )


def written(price: float) -> str:
    """Eight significant digits, as plain decimals."""
    return f"{float(f'{price:.8g}'):.10f}".rstrip("0").rstrip(".")


def whole_units(amount: float) -> int:
    return round(amount * UNIT)


def decimal_units(units: int) -> str:
    return f"{units // UNIT}.{units % UNIT:08d}"
