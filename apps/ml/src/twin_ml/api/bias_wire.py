"""Request and answer of /v1/bias/score."""

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator
from typing_extensions import Self

from twin_ml.api.wire import DecimalText, PositiveText, Wire
from twin_ml.core.biases.candles import Bars, Market
from twin_ml.core.biases.decision import (
    ClosedEpisode,
    Decision,
    Instrument,
    Kind,
    OrderType,
    PositionBefore,
    Side,
)
from twin_ml.core.biases.exact import double_of, scaled, unscaled
from twin_ml.core.biases.state import State

MAX_DECISIONS = 10_000
MAX_BARS = 200_000
MAX_SERIES = 500
DUST_SHARE = 1_000_000

UtcMs = Annotated[int, Field(ge=0, le=8_640_000_000_000_000)]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Symbol = Annotated[str, Field(pattern=r"^[A-Z0-9.:_/]{1,40}-[A-Z0-9.:_/]{1,20}$")]
Asset = Annotated[str, Field(min_length=1, max_length=40)]
Price = Annotated[float, Field(gt=0, le=1e18)]


class Before(Wire):
    qty: DecimalText
    avg_cost: DecimalText | None
    opened_ts: UtcMs | None
    qty_max: PositiveText
    adds: Annotated[int, Field(ge=0, le=1_000_000)]
    last_entry_notional: PositiveText | None

    def facts(self, multiplier: float) -> PositionBefore:
        return PositionBefore(
            qty=double_of(self.qty) * multiplier,
            avg_cost=_double(self.avg_cost),
            opened_ts=self.opened_ts,
            adds=self.adds,
            last_entry_notional=_double(self.last_entry_notional),
        )


class Episode(Wire):
    closed_at: UtcMs
    side: Annotated[str, Field(pattern="^(long|short)$")]
    entry_price: DecimalText | None
    exit_price: DecimalText | None
    realised_pnl: DecimalText | None
    hold_ms: Annotated[int, Field(ge=0, le=8_640_000_000_000_000)] | None

    def facts(self) -> ClosedEpisode:
        return ClosedEpisode(
            closed_at=self.closed_at,
            is_long=self.side == "long",
            entry_price=_double(self.entry_price),
            exit_price=_double(self.exit_price),
            realised_pnl=_double(self.realised_pnl),
            hold_ms=self.hold_ms,
        )


class ScoredDecision(Wire):
    id: Id
    account: Annotated[str, Field(max_length=100)]
    symbol: Symbol
    instrument: Instrument
    side: Side
    kind: Kind
    ts: UtcMs
    end_ts: UtcMs
    order_type: OrderType | None
    qty: PositiveText
    notional: PositiveText
    vwap: PositiveText
    before: Before
    closed_episode: Episode | None
    by_person: bool = Field(default_factory=bool)
    """The person says that no program decides in the account."""
    settle: Asset | None = Field(default_factory=lambda: None)
    """What the contract pays in, where that is not the quote or, of an inverse one, the base asset."""
    multiplier: PositiveText | None = Field(default_factory=lambda: None)
    """Settlement units per contract and unit of price, or quote units per inverse contract; left out: 1."""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.end_ts < self.ts:
            raise ValueError("endTs lies before ts")
        if not self.qty.strip("0."):
            raise ValueError("qty must be above 0")
        if self.multiplier is not None and not self.multiplier.strip("0."):
            raise ValueError("multiplier must be above 0")
        return self

    def facts(self) -> Decision:
        qty, largest = scaled(self.qty), scaled(self.before.qty_max)
        multiplier = 1.0 if self.multiplier is None else double_of(self.multiplier)
        return Decision(
            id=self.id,
            account=self.account,
            symbol=self.symbol,
            instrument=self.instrument,
            side=self.side,
            kind=self.kind,
            ts=self.ts,
            end_ts=self.end_ts,
            qty=unscaled(qty) * multiplier,
            notional=double_of(self.notional),
            vwap=double_of(self.vwap),
            order_type=self.order_type,
            is_dust=qty * DUST_SHARE < largest,
            before=self.before.facts(multiplier),
            closed_episode=None if self.closed_episode is None else self.closed_episode.facts(),
            by_person=self.by_person,
            settle=self.settle,
        )


class Candles(Wire):
    """One series under every symbol that it stands for, oldest bar first."""

    symbols: Annotated[list[Symbol], Field(min_length=1, max_length=20)]
    granularity_ms: Annotated[int, Field(ge=1_000, le=31 * 86_400_000)]
    ts: Annotated[list[UtcMs], Field(max_length=MAX_BARS)]
    high: Annotated[list[Price], Field(max_length=MAX_BARS)]
    low: Annotated[list[Price], Field(max_length=MAX_BARS)]
    close: Annotated[list[Price], Field(max_length=MAX_BARS)]

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not len(self.ts) == len(self.high) == len(self.low) == len(self.close):
            raise ValueError("ts, high, low and close must be equally long")
        if any(later <= earlier for earlier, later in zip(self.ts, self.ts[1:], strict=False)):
            raise ValueError("ts must ascend strictly")
        return self

    def bars(self) -> Bars:
        return Bars(
            self.granularity_ms,
            np.array(self.ts, dtype=np.float64),
            np.array(self.high),
            np.array(self.low),
            np.array(self.close),
        )


class ScoreRequest(Wire):
    """Decisions in the order of their first fills, after those that the state has seen."""

    decisions: Annotated[list[ScoredDecision], Field(max_length=MAX_DECISIONS)]
    candles: Annotated[list[Candles], Field(max_length=MAX_SERIES)] = Field(default_factory=list)
    state: State | None = None
    """What an earlier call answered; left out at the beginning of a history."""

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        pairs = zip(self.decisions, self.decisions[1:], strict=False)
        if any(later.ts < earlier.ts for earlier, later in pairs):
            raise ValueError("decisions must come in the order of ts")
        if sum(len(series.ts) for series in self.candles) > MAX_BARS:
            raise ValueError(f"more than {MAX_BARS} bars in one call")
        return self

    def market(self) -> Market:
        prepared = ((series.symbols, series.bars()) for series in self.candles)
        return {symbol: bars for symbols, bars in prepared for symbol in symbols}


class TagFeature(Wire):
    value: float
    contribution: float


class ScoredTag(Wire):
    decision_id: str
    label: str
    confidence: float
    features: dict[str, TagFeature]


class ScoreAnswer(Wire):
    core_version: str
    model_version: str
    tags: list[ScoredTag]
    state: State


def _double(text: str | None) -> float | None:
    return None if text is None else double_of(text)
