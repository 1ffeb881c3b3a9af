"""One decision of a person as the ledger tells it, with the position that it met."""

from typing import Literal, NamedTuple

Instrument = Literal["spot", "margin", "linear", "inverse", "quanto"]
Side = Literal["buy", "sell"]
Kind = Literal["open", "increase", "reduce", "close", "flip"]
OrderType = Literal["market", "limit", "stop", "take_profit", "liquidation"]


class PositionBefore(NamedTuple):
    """Just before the first fill."""

    qty: float
    """Signed units (contracts times their multiplier); 0 when flat."""
    avg_cost: float | None
    """Per unit with fees; None when flat or unknown."""
    opened_ts: int | None
    adds: int
    """Decisions that increased the episode so far, the opening one not counted."""
    last_entry_notional: float | None


class ClosedEpisode(NamedTuple):
    """The episode that a decision brought to flat: known to later decisions only."""

    closed_at: int
    is_long: bool
    entry_price: float | None
    exit_price: float | None
    realised_pnl: float | None
    """Net of fees; None when part of the cost is unknown."""
    hold_ms: int | None


class Decision(NamedTuple):
    id: str
    account: str
    symbol: str
    """BASE-QUOTE."""
    instrument: Instrument
    side: Side
    kind: Kind
    ts: int
    """First fill, UTC milliseconds."""
    end_ts: int
    """Last fill."""
    qty: float
    """Units: contracts times their multiplier."""
    notional: float
    """In `asset`."""
    vwap: float
    order_type: OrderType | None
    is_dust: bool
    """Less than a millionth of the episode's largest quantity, compared exactly."""
    before: PositionBefore
    closed_episode: ClosedEpisode | None
    by_person: bool
    """Whoever owns the account says that no program decides in it."""
    settle: str | None = None
    """What the contract pays in, where instrument and symbol do not tell it."""

    @property
    def book(self) -> str:
        """Key of the position: neither instrument nor symbol holds a bar."""
        return f"{self.instrument}|{self.symbol}|{self.account}"

    @property
    def base(self) -> str:
        return self.symbol.rpartition("-")[0]

    @property
    def quote(self) -> str:
        return self.symbol.rpartition("-")[2]

    @property
    def asset(self) -> str:
        """Of notional, results and what is held; an inverse contract pays in its base."""
        if self.settle is not None:
            return self.settle
        return self.base if self.instrument == "inverse" else self.quote
