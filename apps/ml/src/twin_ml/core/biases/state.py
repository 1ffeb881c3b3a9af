"""What is remembered of earlier decisions: bounded windows and counts, the same shape in both languages.

A state written by one engine can be continued by the other. The limits are those of any honest state, so that
a broken one is refused at the door instead of failing inside.
"""

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval, Len

from twin_ml.core.biases.windows import OUTCOME_WINDOW, SIZE_WINDOW, Amount, RiskCounts, TrailingWindow

Sign = Annotated[int, Interval(ge=-1, le=1)]
Count = Annotated[int, Interval(ge=0, le=1_000_000_000)]
PerDay = Annotated[int, Interval(ge=0, le=100_000)]
Moment = Annotated[int, Interval(ge=-8_640_000_000_000_000, le=8_640_000_000_000_000)]
Positive = Annotated[float, Interval(ge=0, le=1e24)]
Ln = Annotated[float, Interval(ge=-100, le=100)]
Name = Annotated[str, Len(0, 200)]


@dataclass(slots=True)
class RecentStart:
    ts: Moment
    key: Name
    base: Name
    sign: Sign
    moved: Positive | None
    """Base units; None while fills may still join."""


@dataclass(slots=True)
class Sale:
    is_gain: bool
    has_bars: bool
    expected_gains: Annotated[float, Interval(ge=0, le=1)]
    expected_losses: Annotated[float, Interval(ge=0, le=1)]


@dataclass(slots=True)
class NearCost:
    is_near: bool
    expected: Annotated[float, Interval(ge=0, le=1)]
    """Share of the hold's bars that closed near the cost."""


@dataclass(slots=True)
class PendingDecision:
    """What a decision adds to the yardsticks as soon as no later fill can join it."""

    end_ts: Moment
    key: Name
    is_entry: bool
    sign: Sign
    ts: Moment
    price: Positive
    notional: Positive
    moved: Positive
    ln_risk: Ln | None
    ln_exposure: Ln | None
    is_in_streak: bool
    is_large: bool | None
    is_in_state: bool | None
    is_below_cost: bool | None
    is_grown: bool | None
    near_cost: NearCost | None
    sale: Sale | None
    after_qty: Amount
    after_cost: Positive | None


@dataclass(slots=True)
class PendingEpisode:
    """A closed episode whose closing fill may lie after the decisions seen so far."""

    closed_at: Moment
    key: Name
    symbol: Name
    quote: Name
    pnl: Amount | None
    gain: Amount | None
    hold_ms: Positive | None


@dataclass(slots=True)
class QuoteState:
    """Amounts in one asset; none is ever added to those of another."""

    sizes: TrailingWindow = field(default_factory=lambda: TrailingWindow(SIZE_WINDOW))
    calm_sizes: TrailingWindow = field(default_factory=lambda: TrailingWindow(SIZE_WINDOW))
    risks: TrailingWindow = field(default_factory=lambda: TrailingWindow(SIZE_WINDOW))
    exposures: TrailingWindow = field(default_factory=lambda: TrailingWindow(SIZE_WINDOW))
    losses: TrailingWindow = field(default_factory=lambda: TrailingWindow(OUTCOME_WINDOW))
    gross: Positive = 0.0
    gross_max: Positive = 0.0
    reductions: Annotated[list[tuple[Moment, Positive]], Len(0, 100_000)] = field(default_factory=list)


@dataclass(slots=True)
class Target:
    """Mean share of the open exposure over the last days with a decision, and how many of them."""

    weight: Annotated[float, Interval(ge=0, le=1)] = 0.0
    days: Annotated[int, Interval(ge=0, le=30)] = 0


@dataclass(slots=True)
class PositionState:
    quote: Name
    qty: Amount
    cost: Positive | None
    price: Positive
    exposure: Positive
    last_exit_price: Positive | None
    growths: Count
    target: Target
    buys: Annotated[list[tuple[Moment, Positive]], Len(0, 11)]
    trades: Annotated[list[tuple[Sign, Ln, Ln]], Len(0, 20)]
    counted_to: Moment
    last_loss_ts: Moment | None
    harvests: Count


@dataclass(slots=True)
class LastExit:
    ts: Moment
    sign: Sign


@dataclass(slots=True)
class LastLoss:
    ts: Moment
    symbol: Name
    quote: Name
    amount: Positive


@dataclass(slots=True)
class Streak:
    sign: Sign = 0
    length: Count = 0


def _outcomes() -> TrailingWindow:
    return TrailingWindow(OUTCOME_WINDOW)


@dataclass(slots=True)
class ExitState:
    last: LastExit | None = None
    last_loss: LastLoss | None = None
    streak: Streak = field(default_factory=Streak)
    losses: Count = 0
    wins: Count = 0
    holds: TrailingWindow = field(default_factory=_outcomes)
    losing_holds: TrailingWindow = field(default_factory=_outcomes)
    winning_holds: TrailingWindow = field(default_factory=_outcomes)
    losing_returns: TrailingWindow = field(default_factory=_outcomes)
    winning_returns: TrailingWindow = field(default_factory=_outcomes)
    reentry: RiskCounts = field(default_factory=RiskCounts)
    counted_to: Moment = 0


@dataclass(slots=True)
class UsualDay:
    """ln of usual entries = ln mean + slope * (unrest - centre); negative binomial of that mean and size."""

    mean: Annotated[float, Interval(gt=0, le=1_000_000)]
    slope: Annotated[float, Interval(ge=-2, le=2)]
    centre: Ln
    size: Annotated[float, Interval(gt=0, le=1e12)]


@dataclass(slots=True)
class Unrest:
    sum: Annotated[float, Interval(ge=-1e9, le=1e9)] = 0.0
    n: PerDay = 0


DayNumber = Annotated[int, Interval(ge=-100_000_001, le=100_000_000)]


@dataclass(slots=True)
class DayState:
    day: DayNumber = -1
    entries: PerDay = 0
    decisions: PerDay = 0
    unrest: Unrest = field(default_factory=Unrest)
    usual: UsualDay | None = None
    history: Annotated[list[tuple[DayNumber, PerDay, PerDay, Ln | None]], Len(0, 61)] = field(
        default_factory=list
    )


@dataclass(slots=True)
class DispositionCounts:
    """Realised gains and losses against a random sale among the open positions (Peto)."""

    observed_gains: Positive = 0
    expected_gains: Positive = 0.0
    observed_losses: Positive = 0
    expected_losses: Positive = 0.0


@dataclass(slots=True)
class NearCostCounts:
    """Exits near the own cost against random moments of the same holds."""

    observed: Positive = 0
    expected: Positive = 0.0


@dataclass(slots=True)
class AddCounts:
    below: Count = 0
    above: Count = 0


@dataclass(slots=True)
class Entries:
    """How many there were since the first decision: the pace over the whole history."""

    count: Count = 0
    since: Moment | None = None


@dataclass(slots=True)
class State:
    decisions: Count = 0
    hours: Annotated[list[Count], Len(24, 24)] = field(default_factory=lambda: [0] * 24)
    starts: Annotated[list[Moment], Len(0, 51)] = field(default_factory=list)
    entry_starts: Annotated[list[Moment], Len(0, 51)] = field(default_factory=list)
    entries: Entries = field(default_factory=Entries)
    recent: Annotated[list[RecentStart], Len(0, 64)] = field(default_factory=list)
    pending: Annotated[list[PendingDecision], Len(0, 10_000)] = field(default_factory=list)
    closing: Annotated[list[PendingEpisode], Len(0, 10_000)] = field(default_factory=list)
    quotes: Annotated[dict[str, QuoteState], Len(0, 1_000)] = field(default_factory=dict)
    positions: Annotated[dict[str, PositionState], Len(0, 10_000)] = field(default_factory=dict)
    open: Annotated[list[Name], Len(0, 10_000)] = field(default_factory=list)
    exits: ExitState = field(default_factory=ExitState)
    days: DayState = field(default_factory=DayState)
    disposition: DispositionCounts = field(default_factory=DispositionCounts)
    near_cost: NearCostCounts = field(default_factory=NearCostCounts)
    sizing: RiskCounts = field(default_factory=RiskCounts)
    realised: RiskCounts = field(default_factory=RiskCounts)
    chase: RiskCounts = field(default_factory=RiskCounts)
    dip: RiskCounts = field(default_factory=RiskCounts)
    adds: AddCounts = field(default_factory=AddCounts)

    def quote(self, asset: str) -> QuoteState:
        known = self.quotes.get(asset)
        if known is None:
            known = self.quotes[asset] = QuoteState()
        return known

    def position(self, key: str, asset: str, ts: int) -> PositionState:
        known = self.positions.get(key)
        if known is None:
            known = self.positions[key] = PositionState(
                quote=asset,
                qty=0.0,
                cost=None,
                price=0.0,
                exposure=0.0,
                last_exit_price=None,
                growths=0,
                target=Target(),
                buys=[],
                trades=[],
                counted_to=ts,
                last_loss_ts=None,
                harvests=0,
            )
        return known
